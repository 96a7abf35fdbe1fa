/** Figures that are easy to reckon with, for tests. */
import type { Evidence, Figure } from '../evidence';

/** An interval of 0.02 either way. */
const about = (value: number): Figure => ({ value, low: value - 0.02, high: value + 0.02 });

const measured = (
  id: string,
  patches: number,
  importance?: 'norm' | 'gradient',
): Evidence['methods'][number] => ({
  id,
  ...(importance === undefined ? {} : { importance }),
  objects: about(patches / 2),
  patches: about(patches),
  words: about(0.5),
});

type Comparison = Evidence['comparisons'][number];

export const compared = (metric: string, rest: Partial<Comparison> = {}): Comparison => ({
  ...{ metric, method: { id: 'weighted', importance: 'norm' }, against: { id: 'equal' }, n: 9 },
  ...{ difference: 0.0408, interval: [0.0365, 0.0451], favours: 'method', holm: 0.002 },
  ...rest,
});

/** Norm is recommended; rollout comes before raw attention, and Grad-ECLIP was not measured. */
export const EVIDENCE: Evidence = {
  schema: 1,
  model: { id: 'toy', sha256: 'ab'.repeat(32) },
  dataset: 'scenes:test',
  n: 9,
  pictures: 9,
  recommended: { id: 'weighted', importance: 'norm' },
  methods: [
    measured('equal', 0.58),
    measured('weighted', 0.6, 'norm'),
    measured('weighted', 0.62, 'gradient'),
    measured('convex', 0.59, 'norm'),
    measured('raw', 0.4),
    measured('rollout', 0.5),
    measured('gradcam', 0.3),
    measured('random', 0.2),
    measured('centre', 0.34),
  ],
  comparisons: [compared('truth.mass')],
};
