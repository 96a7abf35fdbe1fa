import type { PictureRecord } from '../records';

/** A question on which two methods are shown. */
export interface Example {
  readonly kind: 'weighted wins' | 'equal wins' | 'both fail';
  /** The picture's place in the dataset, and the question's on it. */
  readonly index: number;
  readonly item: number;
  /** Rank score of ground truth, by method. */
  readonly weighted: number;
  readonly equal: number;
  readonly chance: number;
}

/**
 * Questions that were answered rightly and have a mask: where the weighted map's rank score exceeds the equal one's most,
 * where it falls short most, and where the better of the two is worst compared with what could be reached.
 */
export function chooseExamples(
  records: readonly PictureRecord[],
  weighted: string,
  equal: string,
  each: number,
): Example[] {
  const found = records.flatMap(({ index, items }) =>
    items.flatMap(({ credit, methods, mask, family }, item) => {
      const [w, e] = [methods?.[weighted]?.truth?.rank, methods?.[equal]?.truth?.rank];
      if (credit !== 1 || !mask || w === undefined || e === undefined || family === 'background') return [];
      return [
        {
          index,
          item,
          weighted: w,
          equal: e,
          chance: mask.random,
          reach: Math.max(w, e) / mask.ceiling.rank,
        },
      ];
    }),
  );
  const take = (kind: Example['kind'], by: (one: (typeof found)[number]) => number): Example[] =>
    found
      .filter((one) => kind === 'both fail' || by(one) > 0)
      .sort((a, b) => by(b) - by(a) || a.index - b.index)
      .slice(0, each)
      .map(({ reach: _, ...example }) => ({ kind, ...example }));
  return [
    ...take('weighted wins', (one) => one.weighted - one.equal),
    ...take('equal wins', (one) => one.equal - one.weighted),
    ...take('both fail', (one) => -one.reach),
  ];
}
