/** Writes the colour (three numbers, 0…255) at (u, v) into `out`. */
export type Shader = (u: number, v: number, out: Float64Array) => void;

/** A background: makes its shader from a seed. `pixel` is the side of a pixel as a share of the picture, for soft edges. */
export type Ground = (seed: number, pixel: number) => Shader;

export type Rgb = readonly [number, number, number];

/** Sets `out` to the mixture of two colours, `t` = 0 for the first and 1 for the second. */
export function mix(out: Float64Array, from: Rgb, to: Rgb, t: number): void {
  out[0] = from[0] + (to[0] - from[0]) * t;
  out[1] = from[1] + (to[1] - from[1]) * t;
  out[2] = from[2] + (to[2] - from[2]) * t;
}

/** Adds the same amount to all three channels. */
export function lighten(out: Float64Array, amount: number): void {
  out[0]! += amount;
  out[1]! += amount;
  out[2]! += amount;
}

/** Moves `out` towards a colour. */
export function blend(out: Float64Array, to: Rgb, t: number): void {
  out[0]! += (to[0] - out[0]!) * t;
  out[1]! += (to[1] - out[1]!) * t;
  out[2]! += (to[2] - out[2]!) * t;
}

/** 0 below `low`, 1 above `high`, eased between. */
export function smoothstep(low: number, high: number, x: number): number {
  const t = Math.min(1, Math.max(0, (x - low) / (high - low)));
  return t * t * (3 - 2 * t);
}

/** The part of x after the point, for any sign. */
export function fraction(x: number): number {
  return x - Math.floor(x);
}

/** A wave of period 1 between 0 and 1, rounded at its turns: a sine's look without `Math.sin`. */
export function wave(x: number): number {
  const t = fraction(x) * 2;
  const ramp = t < 1 ? t : 2 - t;
  return ramp * ramp * (3 - 2 * ramp);
}
