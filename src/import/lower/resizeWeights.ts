/**
 * Which positions of an axis a resized one is made of, and in what shares: nearest, linear and cubic interpolation as
 * the ONNX specification defines them for Resize (version 19; without antialiasing and cropping).
 */

export type ResizeMode = 'nearest' | 'linear' | 'cubic';

export interface ResizeOptions {
  readonly mode: ResizeMode;
  readonly coordinates: string;
  readonly nearest: string;
  /** a of the cubic kernel. */
  readonly cubicCoefficient: number;
  /** Cubic: what lies outside has no weight, instead of that of the border. */
  readonly excludeOutside: boolean;
}

/** Position in the axis of `from` entries that entry `at` of the resized axis of `to` entries comes from. */
function originalPosition(
  coordinates: string,
  at: number,
  from: number,
  to: number,
  scale: number,
): number | undefined {
  switch (coordinates) {
    case 'half_pixel':
      return (at + 0.5) / scale - 0.5;
    case 'half_pixel_symmetric': {
      const centre = from / 2;
      return centre * (1 - to / (scale * from)) + (at + 0.5) / scale - 0.5;
    }
    case 'pytorch_half_pixel':
      return to > 1 ? (at + 0.5) / scale - 0.5 : 0;
    case 'align_corners':
      return to === 1 ? 0 : (at * (from - 1)) / (to - 1);
    case 'asymmetric':
      return at / scale;
    default:
      return undefined;
  }
}

const ROUNDINGS: Readonly<Record<string, (position: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round_prefer_floor: (position) => Math.ceil(position - 0.5),
  round_prefer_ceil: (position) => Math.floor(position + 0.5),
};

const clamped = (place: number, size: number): number => Math.min(Math.max(place, 0), size - 1);

/**
 * For nearest interpolation: the one position that each entry comes from; undefined for a mode that is not known.
 * @param scale of the resized axis over the original one, as the file gives it
 */
export function nearestPlaces(
  from: number,
  to: number,
  scale: number,
  { coordinates, nearest }: ResizeOptions,
): number[] | undefined {
  const round = ROUNDINGS[nearest];
  const places = Array.from({ length: to }, (_, at) => {
    const position = originalPosition(coordinates, at, from, to, scale);
    return position === undefined || !round ? undefined : clamped(round(position), from);
  });
  return places.includes(undefined) ? undefined : (places as number[]);
}

/** Shares of the original entries in each resized one, to × from, row-major; undefined for a mode that is not known. */
export function resizeMatrix(
  from: number,
  to: number,
  scale: number,
  options: ResizeOptions,
): Float32Array | undefined {
  const matrix = new Float32Array(to * from);
  for (let at = 0; at < to; at++) {
    const position = originalPosition(options.coordinates, at, from, to, scale);
    if (position === undefined) return undefined;
    for (const [place, share] of options.mode === 'linear'
      ? linear(position)
      : cubic(position, from, options))
      matrix[at * from + clamped(place, from)]! += share;
  }
  return matrix;
}

function linear(position: number): [number, number][] {
  const left = Math.floor(position);
  const share = position - left;
  return [
    [left, 1 - share],
    [left + 1, share],
  ];
}

/** Keys' kernel over four neighbours (R. Keys, Cubic convolution interpolation, 1981). */
function cubic(
  position: number,
  from: number,
  { cubicCoefficient: a, excludeOutside }: ResizeOptions,
): [number, number][] {
  const left = Math.floor(position);
  const r = position - left;
  const near = (x: number) => ((a + 2) * x - (a + 3)) * x * x + 1;
  const far = (x: number) => ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  const shares = [far(1 + r), near(r), near(1 - r), far(2 - r)];
  const all = shares.map((share, n): [number, number] => [left - 1 + n, share]);
  if (!excludeOutside) return all;
  const inside = all.filter(([place]) => place >= 0 && place < from);
  const total = inside.reduce((sum, [, share]) => sum + share, 0);
  return inside.map(([place, share]) => [place, share / total]);
}
