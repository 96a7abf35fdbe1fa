import { describe, expect, it } from 'vitest';
import { BACKGROUNDS } from './backgrounds';
import { CLASSES } from './classes';
import { generateScene, MAX_SCENE_SEED, SPLITS } from './generate';
import { showsHeldOut } from './testing/heldOut';
import { heldOutBackground, heldOutColour } from './holdout';

describe('held-out pairs', () => {
  it('are one background of ten for every class, spread over the backgrounds, and one colour of a class of many', () => {
    for (const background of BACKGROUNDS) {
      const count = CLASSES.filter(({ kind }) => heldOutBackground(kind) === background).length;
      expect(count).toBeGreaterThanOrEqual(7);
      expect(count).toBeLessThanOrEqual(8);
    }
    for (const { kind, colours } of CLASSES)
      if (colours.length >= 4) expect(colours).toContain(heldOutColour(kind));
      else expect(heldOutColour(kind)).toBeUndefined();
  });

  it('leave every colour to some other class in training', () => {
    const pairs = CLASSES.flatMap(({ kind, colours, colour }) => [
      ...colours.filter((one) => one !== heldOutColour(kind)),
      ...(colour ? [colour] : []),
    ]);
    for (const { kind } of CLASSES) {
      const held = heldOutColour(kind);
      if (held) expect(pairs).toContain(held);
    }
  });
});

describe('generateScene', () => {
  it('is the same for the same seed and split, and differs between splits', () => {
    for (let seed = 0; seed < 20; seed++) {
      const scenes = SPLITS.map((split) => JSON.stringify(generateScene(seed, split)));
      expect(scenes).toEqual(SPLITS.map((split) => JSON.stringify(generateScene(seed, split))));
      expect(new Set(scenes).size).toBe(SPLITS.length);
    }
  });

  it('never repeats a scene within or across splits', () => {
    const seen = new Set<string>();
    for (const split of SPLITS)
      for (let seed = 0; seed < 120; seed++) seen.add(JSON.stringify(generateScene(seed, split)));
    expect(seen.size).toBe(4 * 120);
  });

  it('shows held-out pairs in every compositional scene and in no other', () => {
    for (let seed = 0; seed < 120; seed++)
      for (const split of SPLITS)
        expect(showsHeldOut(generateScene(seed, split)), `${split} ${seed}`).toBe(split === 'compositional');
  });

  it('makes 1 to 8 stickers, with up to 6 of a kind', () => {
    const totals = new Set<number>();
    const repeats = new Set<number>();
    for (let seed = 0; seed < 250; seed++) {
      const { stickers } = generateScene(seed, 'train');
      totals.add(stickers.length);
      for (const { kind } of stickers) repeats.add(stickers.filter((other) => other.kind === kind).length);
    }
    expect([...totals].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...repeats].filter((n) => n <= 6).sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('takes every seed of its range and no other', () => {
    expect(generateScene(MAX_SCENE_SEED, 'test').stickers.length).toBeGreaterThan(0);
    for (const seed of [-1, 0.5, NaN, MAX_SCENE_SEED + 1])
      expect(() => generateScene(seed, 'test')).toThrow(RangeError);
  });
});
