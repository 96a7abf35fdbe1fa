import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededUniform } from '../../models/fixtures/random';
import { HIDDEN } from '../tensor/mask';
import { labelFeed, lookUp, padTexts, patchFeeds, scatterAdd, textFeeds } from './batch';
import { DROPOUT_DEFAULTS, dropWords, keptPatches, NO_DROPOUT } from './dropout';

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);

describe('padded texts', () => {
  it('pads with −1, chooses the end token and hides what is behind it', () => {
    const padded = padTexts([
      [5, 6, 7],
      [5, 7],
    ]);
    expect([...padded.ids]).toEqual([5, 6, 7, 5, 7, -1]);
    const feeds = textFeeds('t', padded);
    expect([...feeds.t_end!.data]).toEqual([0, 0, 1, 0, 1, 0]);
    expect([...feeds.t_key_mask!.data]).toEqual([0, 0, 0, 0, 0, HIDDEN]);
    expect([...feeds.t_causal_mask!.data]).toEqual([0, HIDDEN, HIDDEN, 0, 0, HIDDEN, 0, 0, 0]);
  });

  it('looks up token plus position, nothing behind the end; by hand', () => {
    const padded = padTexts([[1, 0], [1]]);
    const { data, shape } = lookUp(padded, Float32Array.of(1, 2, 3, 4), Float32Array.of(10, 20, 30, 40), 2);
    expect(shape).toEqual([2, 2, 2]);
    expect([...data]).toEqual([13, 24, 31, 42, 13, 24, 0, 0]);
  });

  it('scatterAdd is the adjoint of lookUp: ⟨lookUp(x), y⟩ = ⟨x, scatterAdd(y)⟩', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(4), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
        fc.nat(),
        (texts, seed) => {
          const uniform = seededUniform(seed);
          // Eighths: every sum is exact.
          const draw = (length: number) =>
            Float32Array.from({ length }, () => Math.round(16 * uniform() - 8) / 8);
          const padded = padTexts(texts);
          const [tokens, positions] = [draw(5 * 3), draw(5 * 3)];
          const x = lookUp(padded, tokens, positions, 3).data;
          const y = draw(x.length);
          const [ctTokens, ctPositions] = [new Float32Array(15), new Float32Array(15)];
          scatterAdd(padded, y, ctTokens, ctPositions, 3);
          expect(dot(x, y)).toBe(dot(tokens, ctTokens) + dot(positions, ctPositions));
        },
      ),
      { seed: 1, numRuns: 100 },
    );
  });
});

describe('patches of a batch', () => {
  const example = {
    patches: Float32Array.of(1, 2, 3, 4, 5, 6),
    caption: [],
    questions: [],
    labels: { kind: Float32Array.of(1, 0, 0, 1, 0.5, 0.5) },
  };

  it('keeps chosen patches at their own positions, a row of zeros for the class token first', () => {
    const { patches, positions } = patchFeeds([example], [[0, 2]], 2);
    expect(patches!.shape).toEqual([1, 3, 2]);
    expect([...patches!.data]).toEqual([0, 0, 1, 2, 5, 6]);
    expect([...positions!.data]).toEqual([0, 1, 3]);
  });

  it('gives the same patches their labels, and refuses an example without', () => {
    expect([...labelFeed([example], [[0, 2]], 'kind', 2).data]).toEqual([0, 0, 1, 0, 0.5, 0.5]);
    expect(() => labelFeed([example], [[0]], 'colour', 2)).toThrow('no labels for the head colour');
  });
});

describe('dropout', () => {
  it('keeps equally many different patches of every image, in order, at least the smallest share', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 60 }),
        fc.nat(),
        (images, n, seed) => {
          const kept = keptPatches(images, n, { ...DROPOUT_DEFAULTS, patchSteps: 1 }, seededUniform(seed));
          expect(kept).toHaveLength(images);
          for (const patches of kept) {
            expect(patches).toHaveLength(kept[0]!.length);
            expect(patches.length).toBeGreaterThanOrEqual(Math.max(1, Math.round(0.3 * n)));
            expect([...new Set(patches)].sort((a, b) => a - b)).toEqual(patches);
            expect(patches.every((patch) => patch >= 0 && patch < n)).toBe(true);
          }
        },
      ),
      { seed: 2, numRuns: 200 },
    );
  });

  it('leaves out background alone where it is known what is covered, and most of it', () => {
    const uniform = seededUniform(5);
    const options = { ...NO_DROPOUT, backgroundSteps: 1 };
    // Two images of 20 patches: one shows objects in three of them, the other in seven.
    const covered = [
      [2, 3, 11],
      [0, 4, 5, 6, 7, 18, 19],
    ].map((shown) => Uint8Array.from({ length: 20 }, (_, patch) => Number(shown.includes(patch))));
    const lengths = new Set<number>();
    for (let i = 0; i < 200; i++) {
      const kept = keptPatches(2, 20, options, uniform, covered);
      lengths.add(kept[0]!.length);
      kept.forEach((patches, image) => {
        expect(patches).toHaveLength(kept[0]!.length);
        expect([...new Set(patches)].sort((a, b) => a - b)).toEqual(patches);
        covered[image]!.forEach((shows, patch) => {
          if (shows === 1) expect(patches).toContain(patch);
        });
      });
    }
    // From the seven that the fuller image needs to a quarter of the other thirteen more.
    expect(Math.min(...lengths)).toBe(7);
    expect(Math.max(...lengths)).toBe(10);
    expect(keptPatches(1, 3, options, uniform)).toEqual([[0, 1, 2]]);
  });

  it('keeps each patch equally often', () => {
    const uniform = seededUniform(3);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 4000; i++) {
      for (const patch of keptPatches(1, 10, { ...DROPOUT_DEFAULTS, patchSteps: 1 }, uniform)[0]!)
        counts[patch]! += 1;
    }
    const mean = counts.reduce((a, b) => a + b) / 10;
    for (const count of counts) expect(Math.abs(count - mean) / mean).toBeLessThan(0.05);
  });

  it('drops words, never the start, the end, or all of them, and keeps their order', () => {
    const always = { ...DROPOUT_DEFAULTS, questions: 1, words: 0.9 };
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 12 }), fc.nat(), (length, seed) => {
        const ids = Array.from({ length }, (_, i) => 100 + i);
        const kept = dropWords(ids, always, seededUniform(seed));
        expect(kept.length).toBeGreaterThan(2);
        expect([kept[0], kept.at(-1)]).toEqual([100, 99 + length]);
        expect(kept.every((id, i) => i === 0 || id > kept[i - 1]!)).toBe(true);
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  it('leaves everything where it is told to leave nothing out', () => {
    const uniform = seededUniform(5);
    expect(keptPatches(2, 3, NO_DROPOUT, uniform)).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    const ids = [1, 2, 3, 4];
    expect(dropWords(ids, NO_DROPOUT, uniform)).toBe(ids);
  });
});
