import type { ColourScale } from '../../src/overlay/scale';
import { wholePercent } from '../text/format';

/** The number of a chip: whole per cent without a sign of unit; differences carry their sign. */
export function chipNumber(value: number, { kind }: ColourScale): string {
  if (kind === 'sequential') return wholePercent(value);
  const text = wholePercent(Math.abs(value));
  return text === '0' ? '0' : `${value < 0 ? '−' : '+'}${text}`;
}
