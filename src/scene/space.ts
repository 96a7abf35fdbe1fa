/** Where stickers are to one another and in the picture, with margins that keep every answer beyond dispute. */
import type { Sticker } from './spec';

export const DIRECTIONS = ['left', 'right', 'above', 'below'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Least distance along the direction, as a share of the picture, at which "left of" is clear. */
const CLEAR = 0.12;
/** Least factor and least distance by which the nearest is nearer than the next. */
const NEARER_FACTOR = 1.5;
const NEARER_BY = 0.12;
/** Largest gap between stickers that are "next to" each other, and least gap between those that clearly are not. */
export const TOUCHING = 0.08;
export const APART = 0.28;
/** Least distance from the lines that part the picture into thirds, and from its middle line. */
const ZONE_MARGIN = 0.04;
const HALF_MARGIN = 0.08;
/** Least ratio of sizes at which one is clearly bigger. */
export const BIGGER = 1.35;

/** How far `sticker` lies in a direction from `reference` (`ahead`, signed), and how far off that line (`aside`, ≥ 0). */
function offset(
  sticker: Sticker,
  reference: Sticker,
  direction: Direction,
): { readonly ahead: number; readonly aside: number } {
  const dx = sticker.x - reference.x;
  const dy = sticker.y - reference.y;
  if (direction === 'left') return { ahead: -dx, aside: Math.abs(dy) };
  if (direction === 'right') return { ahead: dx, aside: Math.abs(dy) };
  if (direction === 'above') return { ahead: -dy, aside: Math.abs(dx) };
  return { ahead: dy, aside: Math.abs(dx) };
}

/** Distance between centres. */
function distance(a: Sticker, b: Sticker): number {
  const dx = a.x - b.x;
  const dy = a.y - b.y;
  return Math.sqrt(dx * dx + dy * dy);
}

/** Distance between the circles of the stickers' sizes; negative when they overlap. */
export function gap(a: Sticker, b: Sticker): number {
  return distance(a, b) - (a.size + b.size) / 2;
}

/** Clearly in that direction: at least `CLEAR` ahead and within 39° (slope 0.8) of straight. */
export function isClearly(sticker: Sticker, reference: Sticker, direction: Direction): boolean {
  const { ahead, aside } = offset(sticker, reference, direction);
  return ahead >= CLEAR && aside <= 0.8 * ahead;
}

/** Somebody might say that it lies in that direction: anything ahead within 60° of straight. */
function isPerhaps(sticker: Sticker, reference: Sticker, direction: Direction): boolean {
  const { ahead, aside } = offset(sticker, reference, direction);
  return ahead > 0 && aside <= 1.75 * ahead;
}

/** Clearly not in that direction: on the other side, or straight to the side of it. */
export function isClearlyNot(sticker: Sticker, reference: Sticker, direction: Direction): boolean {
  const { ahead, aside } = offset(sticker, reference, direction);
  return ahead <= -CLEAR || (ahead <= 0.03 && aside >= 0.25);
}

/**
 * What lies in that direction of the sticker at `index`: the index of the nearest clear one when every other that might
 * be meant is of its class or at least 1.5 times and 0.12 farther; −1 when nothing is ahead at all; undefined when people could differ.
 */
export function nearestIn(
  stickers: readonly Sticker[],
  index: number,
  direction: Direction,
): number | undefined {
  const reference = stickers[index]!;
  const others = stickers.map((_, i) => i).filter((i) => i !== index);
  if (others.every((i) => offset(stickers[i]!, reference, direction).ahead < 0.02)) return -1;
  const byDistance = others
    .filter((i) => isPerhaps(stickers[i]!, reference, direction))
    .sort((a, b) => distance(stickers[a]!, reference) - distance(stickers[b]!, reference));
  const best = byDistance[0];
  if (best === undefined || !isClearly(stickers[best]!, reference, direction)) return undefined;
  const near = distance(stickers[best]!, reference);
  const rival = byDistance.find((i) => stickers[i]!.kind !== stickers[best]!.kind);
  if (rival === undefined) return best;
  const far = distance(stickers[rival]!, reference);
  return far >= near * NEARER_FACTOR && far >= near + NEARER_BY ? best : undefined;
}

/** What is next to a sticker, in the same terms as `nearestIn`. */
export function neighbourOf(stickers: readonly Sticker[], index: number): number | undefined {
  const reference = stickers[index]!;
  const others = stickers.map((_, i) => i).filter((i) => i !== index);
  const byGap = others.sort((a, b) => gap(stickers[a]!, reference) - gap(stickers[b]!, reference));
  const best = byGap[0];
  if (best === undefined || gap(stickers[best]!, reference) >= APART) return -1;
  if (gap(stickers[best]!, reference) > TOUCHING) return undefined;
  const rival = byGap.find((i) => stickers[i]!.kind !== stickers[best]!.kind);
  return rival === undefined || gap(stickers[rival]!, reference) >= TOUCHING + NEARER_BY ? best : undefined;
}

/** Third of the picture in which a coordinate lies clearly (0, 1, 2), or undefined. */
function third(value: number): number | undefined {
  if (value <= 1 / 3 - ZONE_MARGIN) return 0;
  if (value >= 2 / 3 + ZONE_MARGIN) return 2;
  return value >= 1 / 3 + ZONE_MARGIN && value <= 2 / 3 - ZONE_MARGIN ? 1 : undefined;
}

/** The nine places of the picture, row by row. */
export const PLACES = [
  'top left',
  'top',
  'top right',
  'left',
  'center',
  'right',
  'bottom left',
  'bottom',
  'bottom right',
] as const;
export type Place = (typeof PLACES)[number];

/** The ninth of the picture in which a sticker's centre lies, or undefined when it is within 0.04 of a border line. */
export function placeOf(sticker: Sticker): Place | undefined {
  const col = third(sticker.x);
  const row = third(sticker.y);
  return col === undefined || row === undefined ? undefined : PLACES[row * 3 + col];
}

/** The half in which a coordinate lies clearly: −1 below the middle, 1 above, or undefined. */
export function halfOf(value: number): -1 | 1 | undefined {
  if (value <= 0.5 - HALF_MARGIN) return -1;
  return value >= 0.5 + HALF_MARGIN ? 1 : undefined;
}

/** Part of the picture between two coordinates of each axis. */
interface Region {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

const THIRDS = [
  [0, 1 / 3],
  [1 / 3, 2 / 3],
  [2 / 3, 1],
] as const;

/** What is meant by "in the top left" (a ninth), "on the left" (a third) and "in the middle" (the middle ninth). */
function regionOf(place: Place): Region {
  const at = PLACES.indexOf(place);
  const [row, col] = [Math.floor(at / 3), at % 3];
  const isSide = place !== 'center' && (row === 1 || col === 1);
  return {
    x: isSide && col === 1 ? [0, 1] : THIRDS[col]!,
    y: isSide && row === 1 ? [0, 1] : THIRDS[row]!,
  };
}

/** How far a sticker's centre lies inside of a region, or, negative, outside of it; the picture's own edges do not count. */
function inside({ x, y }: Sticker, region: Region): number {
  const along = (value: number, [low, high]: readonly [number, number]) =>
    Math.min(low === 0 ? Infinity : value - low, high === 1 ? Infinity : high - value);
  return Math.min(along(x, region.x), along(y, region.y));
}

/**
 * What is in a place of the picture: the index of the sticker that lies farthest inside of it when it is clear of its border by
 * 0.04 and everything of another class is as far outside; undefined when people could differ.
 */
export function onlyIn(stickers: readonly Sticker[], place: Place): number | undefined {
  const region = regionOf(place);
  const depths = stickers.map((sticker) => inside(sticker, region));
  const best = depths.indexOf(Math.max(...depths));
  const others = depths.filter((_, index) => stickers[index]!.kind !== stickers[best]!.kind);
  return depths[best]! >= ZONE_MARGIN && others.every((depth) => depth <= -ZONE_MARGIN) ? best : undefined;
}
