import { describe, expect, it } from 'vitest';
import type { Comparison } from '../comparisons';
import type { EvaluationDocument } from '../report';
import type { AreaSummary, MethodSummary, TruthSummary } from '../summary';
import { evidenceMarkdown } from './document';
import { evidenceFigures, lost, measuredMethod } from './figures';
import { figuresFromMarkdown } from './read';

const SHA = '0123456789abcdef'.repeat(4);

const area = (auc: number): AreaSummary => {
  // Other readings are far away, so that taking the wrong column shows.
  const other = { auc: auc / 3, interval: [auc / 4, auc / 2] as const };
  return {
    auc,
    interval: [auc - 0.0314, auc + 0.0272],
    reference: other,
    inPlace: other,
    probability: other,
    curve: { fractions: [0, 1], scores: [1, 0] },
  };
};

const truth = (mass: number): TruthSummary => {
  const each = { mass, rank: mass / 2, pointing: mass / 3 };
  const interval = [mass - 0.0213, mass + 0.0187] as const;
  return {
    n: 7,
    ...each,
    intervals: { mass: interval, rank: [0, 1], pointing: [0, 1] },
    random: 0.1,
    ceiling: { mass: 1, rank: 1, pointing: 1 },
    lift: each,
  };
};

const method = (image: number, text: number, mass?: number, importance?: string): MethodSummary => ({
  ...(importance === undefined ? {} : { importance }),
  image: { positive: area(image), negative: area(0.9) },
  text: { positive: area(text), negative: area(0.8) },
  ...(mass === undefined ? {} : { groundTruth: truth(mass) }),
});

const comparison = (metric: string, method: string, against: string, rest: Partial<Comparison> = {}) => ({
  ...{ metric, method, against, n: 7, difference: 0.04084, interval: [0.03651, 0.04509] as const },
  ...{ favours: 'method' as const, p: 0.00014, holm: 0.00216, ...rest },
});

const result: EvaluationDocument = {
  schema: 1,
  model: { id: 'toy/model', sha256: SHA },
  dataset: 'scenes:test',
  n: 7,
  pictures: 5,
  seed: 3,
  settings: {
    ...{ dataset: 'scenes:test', n: 7, seed: 3, perPicture: 1, methods: [], importances: [], startLayer: 0 },
    permutations: 10,
  },
  shard: [1, 1],
  command: 'npx whylight evaluate --dataset scenes:test --n 7',
  accuracy: {
    overall: 0.9,
    interval: [0.8, 1],
    families: { where: { n: 7, accuracy: 0.9, interval: [0.8, 1] } },
    baselines: { majority: 0.2, questionOnly: 0.3 },
  },
  methods: {
    equal: method(0.41449, 0.4161, 0.3777),
    'weighted-norm': method(0.4064, 0.3995, 0.4182, 'norm'),
    'weighted-norm-ln': method(0.4065, 0.4004, 0.418, 'norm-ln'),
    'layer-mean': method(0.4113, 0.4009, 0.4031, 'norm-ln'),
    random: method(0.7945, 0.5826, 0.0709),
  },
  comparisons: [
    comparison('truth.mass', 'weighted-norm-ln', 'equal'),
    comparison('text.positive.fine', 'weighted-norm', 'equal', {
      ...{ difference: -0.01626, interval: [-0.03124, -0.00001], holm: 0.51744 },
    }),
    comparison('truth.rank', 'weighted-norm-ln', 'equal', {
      ...{ difference: -0.0047, interval: [-0.0105, 0.0008], favours: 'against', holm: 1 },
    }),
    comparison('truth.mass', 'weighted-norm-ln', 'layer-mean'),
    comparison('truth.mass', 'random', 'equal', { favours: 'against' }),
    comparison('truth.pointing', 'weighted-norm-ln', 'equal'),
  ],
};

const markdown = (test: EvaluationDocument, kept?: string): string =>
  evidenceMarkdown({
    ...{ val: test, test, examples: [], curves: [], command: 'npx tsx write' },
    ...(kept === undefined ? {} : { kept }),
  });

describe('figures for the page', () => {
  const figures = evidenceFigures(result, result);

  it('say what was measured, of which model', () => {
    expect(figures).toMatchObject({
      model: { id: 'toy/model', sha256: SHA },
      ...{ dataset: 'scenes:test', n: 7, pictures: 5, seed: 3 },
      command: 'npx whylight evaluate --dataset scenes:test --n 7',
    });
  });

  it('are shares where more is better, with the digits of the document', () => {
    // 1 − 0.414, 1 − (0.41449 + 0.0272 → 0.442), 1 − (0.41449 − 0.0314 → 0.383); mass 0.3777 as 0.378.
    expect(figures.methods[0]).toEqual({
      id: 'equal',
      objects: { value: 0.378, low: 0.356, high: 0.396 },
      patches: { value: 0.586, low: 0.558, high: 0.617 },
      words: { value: 0.584, low: 0.557, high: 0.615 },
    });
    // Rounded but once, 1 − 0.4065 would be 0.594 or 0.593 by the whim of floats; the document's own digits decide.
    const shown = Number((0.4065).toFixed(3));
    expect(figures.methods[2]!.patches.value).toBe(Number((1 - shown).toFixed(3)));
    expect(lost(0.25, [0.125, 0.5])).toEqual({ value: 0.75, low: 0.5, high: 0.875 });
  });

  it('name methods by id and importance', () => {
    expect(figures.methods.map(({ id, importance }) => [id, importance])).toEqual([
      ['equal', undefined],
      ['weighted', 'norm'],
      ['weighted', 'norm-ln'],
      ['layer-mean', 'norm-ln'],
      ['random', undefined],
    ]);
    expect(measuredMethod('equal-no-self')).toEqual({ id: 'equal-no-self' });
    expect(measuredMethod('layer-mean-norm-ln')).toEqual({ id: 'layer-mean', importance: 'norm-ln' });
    expect(() => measuredMethod('weighted-mood')).toThrow(/"weighted-mood"/);
  });

  it('compare weighted variants with equal relevance, on the metrics that decide', () => {
    expect(
      figures.comparisons.map(({ metric, method, against }) => [metric, method.importance, against.id]),
    ).toEqual([
      ['truth.mass', 'norm-ln', 'equal'],
      ['text.positive.fine', 'norm', 'equal'],
      ['truth.rank', 'norm-ln', 'equal'],
    ]);
    expect(figures.comparisons[0]).toMatchObject({
      ...{ n: 7, difference: 0.0408, interval: [0.0365, 0.0451], favours: 'method', holm: 0.0022 },
    });
  });

  it('recommend what validation chose', () => {
    // Gaps, 0.9 − area + 0.8 − area: norm 0.8941, norm-ln 0.8931; level, so the one before stays.
    expect(figures.recommended).toEqual({ id: 'weighted', importance: 'norm' });
    expect(evidenceFigures(result, result, 'norm-ln').recommended.importance).toBe('norm-ln');
  });
});

describe('the document', () => {
  it('gives back the figures that it was written from', () => {
    expect(figuresFromMarkdown(markdown(result))).toEqual(evidenceFigures(result, result));
    expect(figuresFromMarkdown(markdown(result, 'norm-ln'))).toEqual(
      evidenceFigures(result, result, 'norm-ln'),
    );
  });

  it('does so where nothing is known of objects, and of one variant', () => {
    const { equal, random } = result.methods!;
    const methods = { equal: equal!, weighted: method(0.4, 0.3, undefined, 'gradient'), random: random! };
    const plain = Object.fromEntries(
      Object.entries(methods).map(([name, { groundTruth: _, ...rest }]) => [name, rest]),
    );
    const alone = {
      ...{ ...result, methods: plain },
      comparisons: [comparison('text.negative.fine', 'weighted', 'equal')],
    };
    const figures = evidenceFigures(alone, alone);
    expect(figures.comparisons[0]!.method).toEqual({ id: 'weighted', importance: 'gradient' });
    expect(figures.methods.some((one) => 'objects' in one)).toBe(false);
    expect(figuresFromMarkdown(markdown(alone))).toEqual(figures);
  });

  it('is refused with the place where it is none', () => {
    expect(() => figuresFromMarkdown('# Evidence')).toThrow(/section “All methods”/);
    const broken = markdown(result).replace('0.414 [', 'about 0.414 [');
    expect(() => figuresFromMarkdown(broken)).toThrow(/column “positive ↓ fine grid”/);
  });
});
