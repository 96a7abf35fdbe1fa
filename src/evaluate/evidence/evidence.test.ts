import { describe, expect, it } from 'vitest';
import type { Comparison } from '../comparisons';
import type { PictureRecord } from '../records';
import type { EvaluationDocument } from '../report';
import { curvesSvg } from '../svg';
import { csvReport } from '../csv';
import { estimate, markdownTable } from '../markdown';
import type { AreaSummary, MethodSummary } from '../summary';
import { chooseImportance, gapOf } from './choice';
import { evidenceMarkdown } from './document';
import { chooseExamples } from './examples';
import { overallVerdict, verdictLines } from './verdict';

const area = (auc: number): AreaSummary => {
  const of = { auc, interval: [auc - 0.1, auc + 0.1] as const };
  return { ...of, reference: of, inPlace: of, probability: of, curve: { fractions: [0, 1], scores: [1, 0] } };
};
const method = (image: [number, number], text: [number, number], importance?: string): MethodSummary => ({
  ...(importance === undefined ? {} : { importance }),
  image: { positive: area(image[0]), negative: area(image[1]) },
  text: { positive: area(text[0]), negative: area(text[1]) },
});

const comparison = (metric: string, favours: Comparison['favours'], holm: number): Comparison => ({
  ...{
    metric,
    method: 'weighted-gradient',
    against: 'equal',
    n: 9,
    difference: -0.02,
    interval: [-0.03, -0.01],
  },
  ...{ favours, p: holm / 2, holm },
});

const document: EvaluationDocument = {
  schema: 1,
  model: { id: 'toy', sha256: 'ab'.repeat(32) },
  dataset: 'scenes:val',
  n: 9,
  pictures: 9,
  seed: 0,
  settings: {
    ...{ dataset: 'scenes:val', n: 9, seed: 0, perPicture: 1, methods: [], importances: [], startLayer: 0 },
    permutations: 10,
  },
  shard: [1, 1],
  command: 'npx whylight evaluate --dataset scenes:val',
  accuracy: {
    overall: 0.9,
    interval: [0.8, 1],
    families: { where: { n: 9, accuracy: 0.9, interval: [0.8, 1] } },
    baselines: { majority: 0.2, questionOnly: 0.3 },
  },
  methods: {
    equal: method([0.3, 0.7], [0.2, 0.6]),
    'weighted-norm': method([0.3, 0.8], [0.2, 0.6], 'norm'),
    'weighted-gradient': method([0.2, 0.7], [0.1, 0.7], 'gradient'),
    random: method([0.5, 0.5], [0.4, 0.4]),
  },
  comparisons: [
    comparison('image.positive.fine', 'method', 0.001),
    comparison('text.positive.fine', 'method', 0.2),
    comparison('truth.rank', 'against', 0.04),
  ],
};

describe('the default importance', () => {
  it('has the largest gaps between negative and positive areas', () => {
    const gap = gapOf(document.methods!['weighted-gradient']!);
    expect(gap.image).toBeCloseTo(0.5, 12);
    expect(gap.text).toBeCloseTo(0.6, 12);
    expect(gap.sum).toBeCloseTo(1.1, 12);
    // norm: 0.5 + 0.4.
    expect(chooseImportance(document)).toEqual({ name: 'weighted-gradient', importance: 'gradient' });
    expect(() => chooseImportance({ ...document, methods: {} })).toThrow(/no weighted method/);
  });

  it('stays what it was where no other is clearly ahead', () => {
    // Ahead by 0.2: gradient takes its place.
    expect(chooseImportance(document, 'norm').importance).toBe('gradient');
    const near = method([0.2, 0.698], [0.1, 0.7], 'norm');
    const choice = chooseImportance(
      { ...document, methods: { ...document.methods, 'weighted-norm': near } },
      'norm',
    );
    expect(choice).toMatchObject({ name: 'weighted-norm', levelWith: { name: 'weighted-gradient' } });
    expect(choice.levelWith!.by).toBeCloseTo(0.002, 12);
  });
});

describe('the verdict', () => {
  it('counts what is shown and says so plainly', () => {
    expect(overallVerdict(document, 'weighted-gradient', 'equal')).toMatch(
      /^Of 3 measures, `weighted-gradient` is better than `equal` on 1, worse on 1, and no difference is shown on 1/,
    );
    const lines = verdictLines(document, 'weighted-gradient', 'equal');
    expect(lines[0]).toBe(
      '- patches, most relevant first (area, lower is better): `weighted-gradient` is better (−0.0200 [−0.0300, −0.0100], p = 0.0010 after Holm)',
    );
    expect(lines[1]).toContain('no difference is shown');
    expect(lines[2]).toContain('`equal` is better');
  });
});

describe('examples', () => {
  it('are the largest differences either way, and the worst of both', () => {
    const record = (index: number, weighted: number, equal: number, credit = 1): PictureRecord => ({
      index,
      picture: `${index}`,
      items: [
        {
          ...{ id: `${index}.0`, family: 'where', answer: '', truth: '', credit },
          mask: { random: 0.1, ceiling: { mass: 1, rank: 1, pointing: 1 } },
          methods: Object.fromEntries(
            [['w', weighted] as const, ['equal', equal] as const].map(([name, rank]) => [
              name,
              { truth: { mass: 0, rank, pointing: 0 } },
            ]),
          ) as unknown as NonNullable<PictureRecord['items'][0]['methods']>,
        },
      ],
    });
    const records = [record(0, 0.9, 0.2), record(1, 0.1, 0.8), record(2, 0.05, 0.06), record(3, 1, 0, 0)];
    const found = chooseExamples(records, 'w', 'equal', 1).map(({ kind, index }) => [kind, index]);
    expect(found).toEqual([
      ['weighted wins', 0],
      ['equal wins', 1],
      ['both fail', 2],
    ]);
  });
});

describe('documents', () => {
  it('hold every table, and no place left open', () => {
    const text = evidenceMarkdown({
      ...{ val: document, test: document, examples: [], curves: ['figures/a.svg'], command: 'npx tsx write' },
    });
    expect(text).toContain('| weighted-gradient | 0.200 [0.100, 0.300]');
    expect(text).toContain('npx whylight evaluate --dataset scenes:val\nnpx whylight evaluate');
    expect(text).toContain('patches, positive against negative | 0.5000 | 0.5000 | 0.0000');
    expect(text).not.toMatch(/undefined|NaN|TODO|\[object/);
  });

  it('are Markdown, CSV and SVG that other programs read', () => {
    expect(markdownTable(['a', 'b'], [['x', '1']])).toBe('| a | b |\n| --- | ---: |\n| x | 1 |');
    expect(estimate(0.5, [0.25, 0.75])).toBe('0.500 [0.250, 0.750]');
    const lines = csvReport(document).trim().split('\n');
    expect(lines[0]).toBe('group,name,metric,value,low,high,n');
    expect(lines).toContain('accuracy,where,accuracy,0.9,0.8,1,9');
    expect(lines).toContain('method,weighted-norm,image.negative.fine,0.8,0.7000000000000001,0.9,9');
    expect(lines.every((line) => line.split(',').length === 7)).toBe(true);
    const svg = curvesSvg({
      ...{ title: 'a < b', xLabel: 'x', yLabel: 'y' },
      lines: [{ name: 'one', x: [0, 0.5, 1], y: [1, 0.5, 0] }],
    });
    expect(svg).toContain('a &lt; b');
    // Left 56, top 40, 394 × 332 inside.
    expect(svg).toContain('points="56.0,40.0 253.0,206.0 450.0,372.0"');
  });
});
