import type { ColourScale } from '../overlay/scale';

/** The number of a chip: whole per cent without its sign; differences say which way. */
export function chipNumber(value: number, { kind }: ColourScale): string {
  const whole = String(Math.round(Math.abs(value) * 100));
  if (kind === 'sequential' || whole === '0') return whole;
  return `${value < 0 ? '−' : '+'}${whole}`;
}
