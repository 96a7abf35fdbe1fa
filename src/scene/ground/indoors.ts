/** Backgrounds that people built. */
import { cellNoise, smoothNoise } from './lattice';
import { blend, fraction, lighten, mix, smoothstep } from './painter';
import type { Ground, Rgb } from './painter';

/** 1 inside a cell of size 1 whose joint is `joint` wide on each side, 0 in the joint; edges `soft` wide. */
function inside(x: number, joint: number, soft: number): number {
  const edge = Math.min(x, 1 - x);
  return smoothstep(joint - soft, joint + soft, edge);
}

const BRICK_DARK: Rgb = [154, 78, 60];
const BRICK_LIGHT: Rgb = [196, 112, 86];
const MORTAR: Rgb = [214, 200, 184];
const BRICK_ROWS = 9;
const BRICK_COLUMNS = 5;

export const brick: Ground = (seed, pixel) => {
  // One column more than is seen: every other row is shifted by half a brick.
  const tint = cellNoise(seed, BRICK_COLUMNS + 1, BRICK_ROWS);
  const grit = smoothNoise(seed ^ 0x55, 64);
  return (u, v, out) => {
    const row = Math.floor(v * BRICK_ROWS);
    const along = u * BRICK_COLUMNS + (row % 2) * 0.5;
    mix(out, BRICK_DARK, BRICK_LIGHT, tint(along / (BRICK_COLUMNS + 1), v));
    lighten(out, (grit(u, v) - 0.5) * 26);
    const wall =
      inside(fraction(along), 0.035, pixel * BRICK_COLUMNS) *
      inside(fraction(v * BRICK_ROWS), 0.07, pixel * BRICK_ROWS);
    blend(out, MORTAR, 1 - wall);
  };
};

const WOOD_DARK: Rgb = [166, 116, 68];
const WOOD_LIGHT: Rgb = [206, 158, 104];
const GAP: Rgb = [104, 68, 38];
const PLANKS = 5;

export const wood: Ground = (seed, pixel) => {
  const plank = cellNoise(seed, 1, PLANKS);
  const grain = smoothNoise(seed ^ 0x56, 5, 64);
  const figure = smoothNoise(seed ^ 0x57, 3, 12);
  return (u, v, out) => {
    const shade = plank(0, v) * 0.35 + figure(u, v) * 0.3 + grain(u, v) * 0.35;
    mix(out, WOOD_DARK, WOOD_LIGHT, shade);
    blend(out, GAP, 1 - inside(fraction(v * PLANKS), 0.02, pixel * PLANKS));
  };
};

const TILE_PALE: Rgb = [226, 222, 206];
const TILE_MINT: Rgb = [150, 190, 180];
const GROUT: Rgb = [240, 240, 234];
const TILE_COUNT = 6;

export const tiles: Ground = (seed, pixel) => {
  const glaze = smoothNoise(seed, 10);
  const parity = seed & 1;
  return (u, v, out) => {
    const x = u * TILE_COUNT;
    const y = v * TILE_COUNT;
    mix(out, TILE_PALE, TILE_MINT, (Math.floor(x) + Math.floor(y) + parity) % 2);
    lighten(out, (glaze(u, v) - 0.5) * 14);
    const tile =
      inside(fraction(x), 0.03, pixel * TILE_COUNT) * inside(fraction(y), 0.03, pixel * TILE_COUNT);
    blend(out, GROUT, 1 - tile);
  };
};

/** Cells of the grey flicker along each side. */
const FLICKER = 48;

export const noise: Ground = (seed) => {
  const level = cellNoise(seed, FLICKER);
  const warmth = cellNoise(seed ^ 0x58, FLICKER);
  return (u, v, out) => {
    const grey = 84 + 110 * level(u, v);
    const tilt = (warmth(u, v) - 0.5) * 30;
    out[0] = grey + tilt;
    out[1] = grey;
    out[2] = grey - tilt;
  };
};
