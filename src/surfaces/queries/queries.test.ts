import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldQueries } from './fold';
import { queries, queryName } from './index';

describe('foldQueries', () => {
  it('shows the four strongest, strongest first, and the rest with its sum', () => {
    const values = new Float64Array(100).fill(0.3 / 96);
    values.set([0.14, 0.06, 0.41, 0.09], 50);
    const { shown, folded, rest } = foldQueries(100, values);
    expect(shown).toEqual([52, 50, 53, 51]);
    expect(folded).toHaveLength(96);
    expect(rest).toBeCloseTo(0.3);
  });

  it('takes differences by their size, and sums with signs', () => {
    const { shown, folded, rest } = foldQueries(6, [0.1, -0.5, 0.2, -0.3, 0.05, 0.45]);
    expect(shown).toEqual([1, 5, 3, 2]);
    expect(folded).toEqual([0, 4]);
    expect(rest).toBeCloseTo(0.15);
  });

  it('folds no single query', () => {
    expect(foldQueries(5, [1, 2, 3, 4, 5])).toEqual({ shown: [4, 3, 2, 1, 0], folded: [], rest: 0 });
    expect(foldQueries(0, [])).toEqual({ shown: [], folded: [], rest: 0 });
  });

  it('loses no query and no relevance', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true })), (values) => {
        const { shown, folded, rest } = foldQueries(values.length, values);
        expect([...shown, ...folded].sort((a, b) => a - b)).toEqual(values.map((_, i) => i));
        const all = values.reduce((sum, value) => sum + value, 0);
        expect(shown.reduce((sum, i) => sum + values[i]!, rest)).toBeCloseTo(all);
      }),
    );
  });
});

describe('queries', () => {
  it('are named by what they found, else by their number', () => {
    expect(queryName(['cup', ' ', ''], 0)).toBe('cup');
    expect(queryName(['cup', ' ', ''], 1)).toBe('query 2');
    expect(queries.partName({ names: ['cup', ''] }, [0.41, 0.001], 0)).toBe('cup, 41 per cent');
    expect(queries.partName({ names: ['cup', ''] }, [0.41, 0.001], 1)).toBe('query 2, under 1 per cent');
    expect(queries.extent({ names: ['cup', ''] })).toBe('2 queries');
  });
});
