import { scaleLinear } from 'd3-scale';

/** How numbers become positions on a ramp: linear from `min` (position 0) to `max` (position 1). */
export interface ColourScale {
  readonly kind: 'sequential' | 'diverging';
  readonly min: number;
  readonly max: number;
  /** True where the scale is stretched to one map, so that maps must not be compared by colour. */
  readonly perMap: boolean;
}

function extent(values: ArrayLike<number>): [min: number, max: number] {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) {
      throw new RangeError(`colour scale: value ${i} of a map is ${value}; maps hold finite numbers only`);
    }
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return values.length === 0 ? [0, 0] : [min, max];
}

/** One scale from 0 to the largest value of all maps, so that the same colour is the same number in each. */
export function sharedScale(maps: readonly ArrayLike<number>[]): ColourScale {
  const max = Math.max(0, ...maps.map((map) => extent(map)[1]));
  return { kind: 'sequential', min: 0, max, perMap: false };
}

/** One scale for signed maps, symmetric about 0 in the middle of the ramp. */
export function signedScale(maps: readonly ArrayLike<number>[]): ColourScale {
  const max = Math.max(0, ...maps.flatMap((map) => extent(map).map(Math.abs)));
  return { kind: 'diverging', min: -max, max, perMap: false };
}

/** From a map's least to its largest value: shows structure, and takes away the comparison with other maps. */
export function minMaxScale(map: ArrayLike<number>): ColourScale {
  const [min, max] = extent(map);
  return { kind: 'sequential', min, max, perMap: true };
}

/** Position of a value on the ramp, 0…1 and clipped. Where the scale has no extent: the position of zero. */
export function positionOf(scale: ColourScale, value: number): number {
  const span = scale.max - scale.min;
  if (!(span > 0)) return scale.kind === 'diverging' ? 0.5 : 0;
  return Math.min(Math.max((value - scale.min) / span, 0), 1);
}

/** A share as a percentage, two significant digits below ten: 0.0471 → "4.7 %", 0.394 → "39 %", 0.00002 → "0.002 %". */
export function percent(share: number): string {
  const size = Math.abs(share * 100);
  const sign = share < 0 ? '−' : '';
  if (size === 0) return '0 %';
  if (size < 0.001) return `${sign}< 0.001 %`;
  const text = size >= 9.95 ? size.toFixed(0) : String(Number(size.toPrecision(2)));
  return `${sign}${text} %`;
}

/** Labelled positions along a colour bar: the ends always, round numbers between where they do not crowd the ends. */
export function scaleTicks(
  scale: ColourScale,
  count = 4,
): { value: number; position: number; label: string }[] {
  const { min, max } = scale;
  const at = (value: number) => ({ value, position: positionOf(scale, value), label: percent(value) });
  if (!(max > min)) return [at(min)];
  const inner = scaleLinear()
    .domain([min, max])
    .ticks(count)
    .filter((value) => {
      const position = positionOf(scale, value);
      return position > 0.12 && position < 0.88;
    });
  return [min, ...inner, max].map(at);
}

/**
 * What the end of the colour bar means, for maps of mass 1: "4.7 % of the relevance a patch". `unit` is what a value
 * belongs to.
 */
export function scaleLabel(scale: ColourScale, unit = 'patch'): string {
  if (!(scale.max > scale.min)) return 'no relevance';
  if (scale.kind === 'diverging') return `± ${percent(scale.max)} of the relevance a ${unit}`;
  const label = `${percent(scale.max)} of the relevance a ${unit}`;
  return scale.perMap ? `${label} (this map's own scale)` : label;
}
