import { lab, rgb } from 'd3-color';
import { describe, expect, it } from 'vitest';
import { RAMPS, opacityAt, ramp, rampColour, rampStops } from './ramp';

type Seen = readonly [number, number, number];

/**
 * What a person with a full red or green deficiency sees: matrices of Machado, Oliveira & Fernandes 2009, severity 1,
 * on linear RGB.
 */
const DEFICIENCIES: readonly (readonly [Seen, Seen, Seen])[] = [
  [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
];

const toLinear = (byte: number) => ((byte / 255 + 0.055) / 1.055) ** 2.4;
const toByte = (value: number) => 255 * (1.055 * Math.max(value, 0) ** (1 / 2.4) - 0.055);

function seenLab(colour: Seen, matrix: (typeof DEFICIENCIES)[number]) {
  const linear = colour.map(toLinear);
  const [r, g, b] = matrix.map((row) => toByte(row.reduce((sum, m, i) => sum + m * linear[i]!, 0)));
  return lab(rgb(r!, g!, b!));
}

const colourAt = (id: (typeof RAMPS)[number], t: number): Seen => {
  const [r, g, b] = rampColour(ramp(id), t);
  return [r, g, b];
};

describe('ramps', () => {
  it('are transparent where there is nothing, and grow more opaque with distance from it', () => {
    for (const id of RAMPS) {
      const { kind, lut } = ramp(id);
      expect(lut.length).toBe(1024);
      const alphas = Array.from({ length: 256 }, (_, i) => lut[i * 4 + 3]!);
      const upper = kind === 'diverging' ? alphas.slice(128) : alphas;
      expect(upper[0]).toBe(0);
      upper.forEach((alpha, i) => i > 0 && expect(alpha).toBeGreaterThanOrEqual(upper[i - 1]!));
      expect(upper.at(-1)).toBe(255);
    }
    expect([opacityAt(0), opacityAt(1)]).toEqual([0, 1]);
  });

  it('rise in lightness when sequential', () => {
    for (const id of RAMPS.filter((each) => ramp(each).kind === 'sequential')) {
      const lightness = Array.from({ length: 33 }, (_, i) => {
        const [r, g, b] = colourAt(id, i / 32);
        return lab(rgb(r, g, b)).l;
      });
      lightness.forEach((l, i) => i > 0 && expect(l, `${id} at ${i}/32`).toBeGreaterThan(lightness[i - 1]!));
    }
  });

  it('stay in order for red- and green-blind eyes', () => {
    for (const matrix of DEFICIENCIES) {
      for (const id of RAMPS.filter((each) => ramp(each).kind === 'sequential')) {
        for (let i = 1; i <= 8; i++) {
          const [before, after] = [i - 1, i].map((k) => seenLab(colourAt(id, k / 8), matrix).l);
          expect(after! - before!, `${id} at ${i}/8`).toBeGreaterThan(2);
        }
      }
      // The two sides of the diverging ramp differ from each other at every distance, in hue (Lab a and b).
      for (const distance of [0.2, 0.35, 0.5]) {
        const [low, high] = [0.5 - distance, 0.5 + distance].map((t) => seenLab(colourAt('puor', t), matrix));
        expect(Math.hypot(low!.a - high!.a, low!.b - high!.b)).toBeGreaterThan(25);
      }
    }
  });

  it('show negative purple and positive orange', () => {
    const [, , negativeBlue] = colourAt('puor', 0.15);
    const [positiveRed, , positiveBlue] = colourAt('puor', 0.85);
    expect(positiveRed).toBeGreaterThan(positiveBlue);
    expect(negativeBlue).toBeGreaterThan(100);
  });

  it('clip positions', () => {
    const from = ramp('magma');
    expect(rampColour(from, -3)).toEqual(rampColour(from, 0));
    expect(rampColour(from, 9)).toEqual(rampColour(from, 1));
    expect(rampColour(from, NaN)).toEqual(rampColour(from, 0));
  });

  it('give stops from end to end', () => {
    const stops = rampStops(ramp('viridis'), 5);
    expect(stops.map((stop) => stop.offset)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect([stops[0]!.opacity, stops[4]!.opacity]).toEqual([0, 1]);
    expect(stops[2]!.colour).toMatch(/^rgb\(\d+, \d+, \d+\)$/);
  });
});
