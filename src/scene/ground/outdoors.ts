/** Backgrounds of the open air. */
import { hash32 } from '../random';
import { smoothNoise } from './lattice';
import { blend, lighten, mix, smoothstep, wave } from './painter';
import type { Ground, Rgb } from './painter';

const GRASS_DARK: Rgb = [126, 172, 78];
const GRASS_LIGHT: Rgb = [168, 205, 104];

export const grass: Ground = (seed) => {
  const meadow = smoothNoise(seed, 4);
  const blades = smoothNoise(seed ^ 0x51, 80, 20);
  return (u, v, out) => {
    mix(out, GRASS_DARK, GRASS_LIGHT, meadow(u, v));
    lighten(out, (blades(u, v) - 0.5) * 56);
  };
};

const SKY_HIGH: Rgb = [96, 168, 236];
const SKY_LOW: Rgb = [186, 222, 246];
const HAZE: Rgb = [214, 234, 250];

export const sky: Ground = (seed) => {
  const wisps = smoothNoise(seed, 3, 7);
  return (u, v, out) => {
    mix(out, SKY_HIGH, SKY_LOW, v);
    blend(out, HAZE, smoothstep(0.55, 1, wisps(u, v)) * 0.45);
  };
};

const SEA_DEEP: Rgb = [28, 112, 138];
const SEA_LIGHT: Rgb = [58, 160, 172];
const FOAM: Rgb = [178, 226, 226];

export const sea: Ground = (seed) => {
  const swell = smoothNoise(seed, 5, 4);
  const chop = smoothNoise(seed ^ 0x52, 12, 12);
  return (u, v, out) => {
    const height = wave(v * 9 + swell(u, v) * 2.4 + chop(u, v) * 0.5);
    mix(out, SEA_DEEP, SEA_LIGHT, height);
    blend(out, FOAM, smoothstep(0.94, 1, height) * 0.6);
  };
};

const SAND_DARK: Rgb = [212, 184, 132];
const SAND_LIGHT: Rgb = [240, 220, 174];

export const sand: Ground = (seed) => {
  const dunes = smoothNoise(seed, 4, 3);
  const grains = smoothNoise(seed ^ 0x53, 96);
  return (u, v, out) => {
    const ripple = wave(u * 3 + v * 10 + dunes(u, v) * 3);
    mix(out, SAND_DARK, SAND_LIGHT, 0.25 + ripple * 0.6);
    lighten(out, (grains(u, v) - 0.5) * 34);
  };
};

const NIGHT_HIGH: Rgb = [46, 50, 108];
const NIGHT_LOW: Rgb = [92, 82, 146];
const STARLIGHT: Rgb = [246, 240, 214];
/** Stars sit in cells of a grid, so that finding the nearest costs one look. */
const STAR_CELLS = 12;

export const night: Ground = (seed, pixel) => {
  const salt = hash32(seed);
  const centres = new Float64Array(STAR_CELLS * STAR_CELLS * 3);
  for (let cell = 0; cell < STAR_CELLS * STAR_CELLS; cell++) {
    const bits = hash32(salt ^ (cell * 0x9e3779b1));
    centres[cell * 3] = ((cell % STAR_CELLS) + 0.2 + 0.6 * ((bits & 0xff) / 255)) / STAR_CELLS;
    centres[cell * 3 + 1] =
      (Math.floor(cell / STAR_CELLS) + 0.2 + 0.6 * (((bits >>> 8) & 0xff) / 255)) / STAR_CELLS;
    // A third of the cells has a star, of a radius between 0.4 % and 0.9 % of the picture.
    centres[cell * 3 + 2] = bits >>> 16 < 0x5555 ? 0.004 + 0.005 * ((bits >>> 24) / 85) : 0;
  }
  return (u, v, out) => {
    mix(out, NIGHT_HIGH, NIGHT_LOW, v);
    const cell = (Math.floor(v * STAR_CELLS) * STAR_CELLS + Math.floor(u * STAR_CELLS)) * 3;
    const radius = centres[cell + 2]!;
    if (radius === 0) return;
    const dx = u - centres[cell]!;
    const dy = v - centres[cell + 1]!;
    const distance = Math.sqrt(dx * dx + dy * dy);
    if (distance < radius + pixel)
      blend(out, STARLIGHT, 1 - smoothstep(radius - pixel, radius + pixel, distance));
  };
};

const SNOW_SHADE: Rgb = [176, 194, 222];
const SNOW_LIGHT: Rgb = [232, 240, 250];

export const snow: Ground = (seed) => {
  const drifts = smoothNoise(seed, 3, 5);
  const crystals = smoothNoise(seed ^ 0x54, 72);
  return (u, v, out) => {
    mix(out, SNOW_SHADE, SNOW_LIGHT, smoothstep(0.15, 0.85, drifts(u, v)));
    lighten(out, (crystals(u, v) - 0.5) * 22);
  };
};
