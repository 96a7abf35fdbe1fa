import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outlinePath, outlines, topPatches } from './contour';

/** Twice the signed area, positive for clockwise on screen (y down). */
function area(polygon: readonly (readonly [number, number])[]): number {
  return polygon.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = polygon[(i + 1) % polygon.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);
}

describe('topPatches', () => {
  it('takes the largest fifth, ties to the smaller index, in order', () => {
    expect(topPatches([5, 1, 9, 5, 0, 0, 0, 0, 0, 5], 0.3)).toEqual([0, 2, 3]);
  });
  it('leaves out patches without relevance', () => {
    expect(topPatches([0, 0, 1, 0, 0], 0.6)).toEqual([2]);
    expect(topPatches(new Float32Array(9))).toEqual([]);
  });
});

describe('outlines', () => {
  it('goes round one patch clockwise', () => {
    expect(outlines([4], 3, 3)).toEqual([
      [
        [2, 1],
        [2, 2],
        [1, 2],
        [1, 1],
      ],
    ]);
  });

  it('merges neighbours and leaves out points on straight lines', () => {
    // An L of three patches: ▘ with a foot.
    expect(outlines([0, 2, 3], 2, 2)).toEqual([
      [
        [1, 0],
        [1, 1],
        [2, 1],
        [2, 2],
        [0, 2],
        [0, 0],
      ],
    ]);
  });

  it('keeps patches that touch at a corner apart', () => {
    expect(outlines([0, 3], 2, 2).map((polygon) => polygon.length)).toEqual([4, 4]);
    expect(outlines([1, 2], 2, 2).map((polygon) => polygon.length)).toEqual([4, 4]);
  });

  it('walks holes the other way', () => {
    const ring = outlines([0, 1, 2, 3, 5, 6, 7, 8], 3, 3);
    expect(ring.map(area)).toEqual([18, -2]);
  });

  it('encloses as many patches as it was given, and every border edge once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 29 })), (patches) => {
        const polygons = outlines(patches, 5, 6);
        expect(polygons.reduce((sum, polygon) => sum + area(polygon), 0)).toBe(2 * patches.length);
        const inside = new Set(patches);
        const borders = patches.reduce((sum, patch) => {
          const sides = [
            patch % 6 > 0 && inside.has(patch - 1),
            patch % 6 < 5 && inside.has(patch + 1),
            inside.has(patch - 6),
            inside.has(patch + 6),
          ];
          return sum + sides.filter((side) => !side).length;
        }, 0);
        const lengths = polygons.map((polygon) =>
          polygon.reduce((sum, [x, y], i) => {
            const [nextX, nextY] = polygon[(i + 1) % polygon.length]!;
            return sum + Math.abs(nextX - x) + Math.abs(nextY - y);
          }, 0),
        );
        expect(lengths.reduce((a, b) => a + b, 0)).toBe(borders);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('becomes path data', () => {
    expect(outlinePath(outlines([0], 1, 1), 10, 20, 1, 2)).toBe('M11 2L11 22L1 22L1 2Z');
    expect(outlinePath([], 1, 1)).toBe('');
  });
});
