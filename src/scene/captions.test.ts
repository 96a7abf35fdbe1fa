import { describe, expect, it } from 'vitest';
import { describeScene, generateCaption } from './captions';
import { generateScene } from './generate';
import { createRandom } from './random';
import { thingsIn } from './testing/judge';

const WHOLE_NUMBERS = ['no', 'a', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];

describe('generateCaption', () => {
  it('names only what the scene shows, in the numbers that it shows', () => {
    for (let seed = 0; seed < 300; seed++) {
      const scene = generateScene(seed, 'train');
      const caption = generateCaption(scene, createRandom(seed)).toLowerCase();
      const things = thingsIn(caption);
      expect(things.length, caption).toBeGreaterThan(0);
      for (const { fits } of things) expect(scene.stickers.some(fits), caption).toBe(true);
      for (const [, number, rest] of caption.matchAll(/\b(two|three|four|five|six|seven|eight) ([a-z ]+)/g)) {
        const counted = scene.stickers.filter(thingsIn(rest!)[0]!.fits);
        expect(counted.length, caption).toBeGreaterThanOrEqual(WHOLE_NUMBERS.indexOf(number!));
      }
    }
  });

  it('tells most scenes apart: among 64 nearly all captions differ', () => {
    const captions = Array.from({ length: 64 }, (_, seed) =>
      generateCaption(generateScene(seed, 'val'), createRandom(seed)),
    );
    expect(new Set(captions).size).toBeGreaterThanOrEqual(62);
  });

  it('has words for an empty scene', () => {
    const empty = { version: 1 as const, background: { kind: 'sea' as const, seed: 0 }, stickers: [] };
    expect(generateCaption(empty, createRandom(0))).toBe('nothing on the sea');
    expect(describeScene(empty)).toBe('Sticker scene: nothing on the sea.');
  });
});

describe('describeScene', () => {
  it('lists everything with its number', () => {
    const at = { x: 0.5, y: 0.5, size: 0.2, rotation: 0, flip: false, brightness: 1 };
    expect(
      describeScene({
        version: 1,
        background: { kind: 'grass', seed: 0 },
        stickers: [
          { kind: 'owl', ...at },
          { kind: 'heart', colour: 'red', ...at },
          { kind: 'heart', colour: 'red', ...at },
        ],
      }),
    ).toBe('Sticker scene: two red hearts and an owl on grass.');
  });
});
