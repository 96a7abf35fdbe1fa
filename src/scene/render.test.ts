import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeAtlas } from './atlas';
import { BACKGROUNDS } from './backgrounds';
import { STICKER_NAMES } from './classes';
import { coverageOf, objectCoverage } from './coverage';
import { generateScene } from './generate';
import { composeScene, renderScene } from './render';
import { SAMPLES } from './samples';
import type { Scene, Sticker } from './spec';
import { loadAtlas, readMeta, readRaw } from './testing/load';
import { cosSin } from './trig';
import { visibleShares } from './visibility';

const atlas = loadAtlas();
const digest = (data: ArrayLike<number>) =>
  createHash('sha256').update(Uint8Array.from(data)).digest('hex').slice(0, 16);

function square(x: number, y: number, size: number, more: Partial<Sticker> = {}): Sticker {
  return { kind: 'square', colour: 'red', x, y, size, rotation: 0, flip: false, brightness: 1, ...more };
}

const on = (...stickers: Sticker[]): Scene => ({
  version: 1,
  background: { kind: 'sky', seed: 1 },
  stickers,
});

describe('decodeAtlas', () => {
  it('holds every sticker, and its bytes have the digest that its description states', () => {
    const meta = readMeta();
    expect(meta.stickers).toEqual(STICKER_NAMES);
    expect(createHash('sha256').update(readRaw()).digest('hex')).toBe(meta.sha256);
  });

  it('refuses bytes or descriptions that do not fit', () => {
    expect(() => decodeAtlas(readMeta(), new Uint8Array(10))).toThrow('10 bytes');
    expect(() => decodeAtlas({ version: 2 }, new Uint8Array(0))).toThrow('description');
    expect(() => decodeAtlas({ ...readMeta(), stickers: [] }, new Uint8Array(0))).toThrow('lacks dog');
  });
});

describe('cosSin', () => {
  it('agrees with the engine to the last bits', () => {
    for (let degrees = -180; degrees <= 360; degrees++) {
      const [cos, sin] = cosSin(degrees);
      expect(Math.abs(cos - Math.cos((degrees * Math.PI) / 180))).toBeLessThan(2e-15);
      expect(Math.abs(sin - Math.sin((degrees * Math.PI) / 180))).toBeLessThan(2e-15);
    }
  });
});

describe('renderScene', () => {
  it('gives the very bytes it always gave', () => {
    const digests = SAMPLES.slice(0, 4).map(({ scene }) => digest(renderScene(scene, atlas, 144).data));
    expect(digests).toMatchInlineSnapshot(`
      [
        "7507bc0222af9bbb",
        "e7aa2bdac8ca6188",
        "8fa2fb0d5edf8bf6",
        "f881010504eb37cf",
      ]
    `);
    expect(digest(renderScene(generateScene(5, 'test'), atlas, 97).data)).toMatchInlineSnapshot(
      `"1bc76a0145a279f8"`,
    );
  });

  it('is opaque everywhere and draws every background its own way', () => {
    const pictures = BACKGROUNDS.map((kind) =>
      renderScene({ version: 1, background: { kind, seed: 3 }, stickers: [] }, atlas, 32),
    );
    expect(pictures.every(({ data }) => data.every((value, i) => i % 4 !== 3 || value === 255))).toBe(true);
    expect(new Set(pictures.map(({ data }) => digest(data))).size).toBe(BACKGROUNDS.length);
  });

  it('puts the colour of a sticker where the sticker is', () => {
    const { data } = renderScene(on(square(0.25, 0.5, 0.3)), atlas, 100);
    const at = (x: number, y: number) => [...data.subarray((y * 100 + x) * 4, (y * 100 + x) * 4 + 3)];
    expect(at(25, 50)).toEqual([248, 49, 47]);
    expect(at(75, 50)[2]).toBeGreaterThan(200);
  });

  it('turns clockwise, after the flip', () => {
    const car = (rotation: number, flip: boolean) => {
      const sticker = { ...square(0.5, 0.5, 0.9), kind: 'car', rotation, flip };
      return composeScene(on(sticker), atlas, 64).ids;
    };
    const plain = car(0, false);
    const mirrored = car(0, true);
    const turned = car(90, false);
    for (let y = 0; y < 64; y++)
      for (let x = 0; x < 64; x++) {
        expect(mirrored[y * 64 + 63 - x]).toBe(plain[y * 64 + x]);
        // Clockwise by a quarter: what was at (x, y) comes to (63 − y, x).
        expect(turned[x * 64 + 63 - y]).toBe(plain[y * 64 + x]);
      }
  });

  it('looks alike at every size: averaged down, a large picture is the small one', () => {
    const { scene } = SAMPLES[0]!;
    const small = renderScene(scene, atlas, 48).data;
    const large = renderScene(scene, atlas, 192).data;
    let error = 0;
    for (let y = 0; y < 48; y++)
      for (let x = 0; x < 48; x++)
        for (let c = 0; c < 3; c++) {
          let sum = 0;
          for (let dy = 0; dy < 4; dy++)
            for (let dx = 0; dx < 4; dx++) sum += large[((y * 4 + dy) * 192 + x * 4 + dx) * 4 + c]!;
          error += Math.abs(sum / 16 - small[(y * 48 + x) * 4 + c]!);
        }
    expect(error / (48 * 48 * 3)).toBeLessThan(8);
  });

  it('refuses sizes that are none', () => {
    expect(() => renderScene(on(), atlas, 0)).toThrow(RangeError);
    expect(() => renderScene(on(), atlas, 12.5)).toThrow(RangeError);
    expect(() => renderScene(on(), atlas, 100_000)).toThrow(RangeError);
  });
});

describe('objectCoverage', () => {
  it('counts what a count by hand counts, also where patches are of unequal size', () => {
    const scene = on(square(0.4, 0.4, 0.5, { rotation: 10 }), square(0.6, 0.55, 0.4));
    const { ids } = composeScene(scene, atlas, 50);
    const maps = objectCoverage(scene, atlas, 50, 7, 4);
    for (let row = 0; row < 7; row++)
      for (let col = 0; col < 4; col++) {
        const seen = [0, 0, 0];
        for (let y = 0; y < 50; y++)
          for (let x = 0; x < 50; x++)
            if (Math.floor((y * 7) / 50) === row && Math.floor((x * 4) / 50) === col)
              seen[ids[y * 50 + x]!]!++;
        const total = seen[0]! + seen[1]! + seen[2]!;
        expect(maps[0]![row * 4 + col]).toBeCloseTo(seen[1]! / total, 6);
        expect(maps[1]![row * 4 + col]).toBeCloseTo(seen[2]! / total, 6);
      }
  });

  it('gives a covered sticker only what is left of it', () => {
    const below = square(0.5, 0.5, 0.5);
    const alone = objectCoverage(on(below), atlas, 144, 1, 1)[0]![0]!;
    const [left, above] = objectCoverage(on(below, square(0.5, 0.5, 0.25)), atlas, 144, 1, 1);
    expect(alone).toBeCloseTo(0.25, 1);
    expect(left![0]! + above![0]!).toBeCloseTo(alone, 6);
  });

  it('refuses grids finer than the picture', () => {
    expect(() => coverageOf(new Uint8Array(16), 0, 4, 5, 5)).toThrow(RangeError);
  });
});

describe('visibleShares', () => {
  it('agrees with the rendered pixels, and no generated sticker is less than 45 % visible', () => {
    for (let seed = 0; seed < 40; seed++) {
      const scene = generateScene(seed, 'train');
      const maps = objectCoverage(scene, atlas, 144, 1, 1);
      const shares = visibleShares(scene.stickers);
      scene.stickers.forEach((sticker, i) => {
        // Alone, moved to the middle: all of it.
        const whole = objectCoverage(on({ ...sticker, x: 0.5, y: 0.5 }), atlas, 144, 1, 1)[0]![0]!;
        const visible = maps[i]![0]! / whole;
        expect(visible, `${sticker.kind} of scene ${seed}`).toBeGreaterThan(0.45);
        expect(Math.abs(visible - shares[i]!)).toBeLessThan(0.15);
      });
    }
  });
});
