import { rgb } from 'd3-color';
import {
  interpolateCividis,
  interpolateGreys,
  interpolateMagma,
  interpolatePuOr,
  interpolateViridis,
} from 'd3-scale-chromatic';

/**
 * Colour ramps. All are safe for colour-blind readers; `puor` is the one for signed maps. Of a guess, maps are drawn in
 * `greys`, and signed ones in `blackwhite`.
 */
export const RAMPS = ['magma', 'viridis', 'cividis', 'greys', 'puor', 'blackwhite'] as const;
export type RampId = (typeof RAMPS)[number];

/** Entries of a ramp; entry 0 is position 0, entry 255 position 1. */
export const RAMP_SIZE = 256;

export interface Ramp {
  readonly id: RampId;
  readonly kind: 'sequential' | 'diverging';
  /** 256 RGBA entries, alpha not premultiplied. */
  readonly lut: Uint8ClampedArray;
}

interface Recipe {
  readonly kind: Ramp['kind'];
  readonly colour: (t: number) => string;
}

/**
 * Sequential ramps rise in lightness. The darkest tenth of magma and the ends of the others are left out: black tells
 * hue from hue no more, and white vanishes on paper. Purple is negative and orange positive;
 * without colour, black is negative and white positive.
 */
const RECIPES: Readonly<Record<RampId, Recipe>> = {
  magma: { kind: 'sequential', colour: (t) => interpolateMagma(0.14 + 0.84 * t) },
  viridis: { kind: 'sequential', colour: (t) => interpolateViridis(0.02 + 0.96 * t) },
  cividis: { kind: 'sequential', colour: (t) => interpolateCividis(0.02 + 0.96 * t) },
  greys: { kind: 'sequential', colour: (t) => interpolateGreys(0.94 - 0.9 * t) },
  puor: { kind: 'diverging', colour: (t) => interpolatePuOr(0.04 + 0.92 * t) },
  blackwhite: { kind: 'diverging', colour: (t) => interpolateGreys(0.94 - 0.9 * t) },
};

/**
 * Opacity at distance d = 0…1 from nothing: 0 at 0, so that the image shows untouched where there is no relevance; steep
 * at first, so that small values are seen; 1 at the end.
 */
export function opacityAt(d: number): number {
  const rising = 1 - (1 - d) ** 2;
  return 0.92 * rising ** 0.85 + 0.08 * d;
}

/** Distance 0…1 from the middle of a diverging ramp; its two middle entries stand for nothing, as zero falls on one. */
function distanceFromMiddle(entry: number): number {
  const half = RAMP_SIZE / 2;
  return (entry < half ? half - 1 - entry : entry - half) / (half - 1);
}

const built = new Map<RampId, Ramp>();

/** The ramp of an id, built once. */
export function ramp(id: RampId): Ramp {
  const known = built.get(id);
  if (known) return known;
  const { kind, colour } = RECIPES[id];
  const lut = new Uint8ClampedArray(RAMP_SIZE * 4);
  for (let i = 0; i < RAMP_SIZE; i++) {
    const t = i / (RAMP_SIZE - 1);
    const { r, g, b } = rgb(colour(t));
    const distance = kind === 'diverging' ? distanceFromMiddle(i) : t;
    lut.set([r, g, b, Math.round(255 * opacityAt(distance))], i * 4);
  }
  const made: Ramp = { id, kind, lut };
  built.set(id, made);
  return made;
}

/** Red, green, blue (0…255) and alpha (0…1) at position `t`; `t` outside 0…1 is clipped, NaN counts as 0. */
export function rampColour(from: Ramp, t: number): readonly [r: number, g: number, b: number, a: number] {
  const entry = 4 * Math.round(Math.min(Math.max(t || 0, 0), 1) * (RAMP_SIZE - 1));
  const { lut } = from;
  return [lut[entry]!, lut[entry + 1]!, lut[entry + 2]!, lut[entry + 3]! / 255];
}

/** `count` evenly spaced stops for a colour bar, as CSS colours with alpha; `offset` is 0…1. */
export function rampStops(from: Ramp, count = 17): { offset: number; colour: string; opacity: number }[] {
  return Array.from({ length: count }, (_, i) => {
    const offset = i / (count - 1);
    const [r, g, b, a] = rampColour(from, offset);
    return { offset, colour: `rgb(${r}, ${g}, ${b})`, opacity: Number(a.toFixed(3)) };
  });
}
