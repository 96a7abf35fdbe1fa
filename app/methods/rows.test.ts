import { describe, expect, it } from 'vitest';
import type { Need } from '../../src/methods';
import { NEEDS } from '../../src/methods/method';
import { methodsFor } from '../text/methods';
import { axesOf, figuresOf, rowsOf, type Row } from './rows';
import { EVIDENCE } from './testing/evidence';

const rows = (rest: Partial<Parameters<typeof rowsOf>[0]> = {}) =>
  rowsOf({
    ...{ offers: NEEDS, evidence: EVIDENCE, recommended: EVIDENCE.recommended },
    ...{ chosen: { id: 'weighted' }, importance: 'norm', ...rest },
  });

const ids = (list: readonly Row[]) => list.map(({ id }) => id);
const row = (id: string, rest?: Parameters<typeof rows>[0]) => {
  const { first, more } = rows(rest);
  return [...first, ...more].find((one) => one.id === id)!;
};

describe('rows of the list of methods', () => {
  it('have baselines by what was measured, and what all must beat last', () => {
    const { first } = rows();
    const baselines = ids(first).filter((id) => ['gradcam', 'raw', 'rollout'].includes(id));
    expect(baselines).toEqual(['rollout', 'raw', 'gradcam']);
    expect(ids(first).slice(0, 2)).toEqual(['weighted', 'equal']);
    expect(ids(first).at(-1)).toBe('random');
  });

  it('keep back ablations, further controls and baselines without figures', () => {
    const { first, more } = rows();
    expect(ids(more)).toEqual(expect.arrayContaining(['grad-eclip', 'centre', 'convex']));
    expect(new Set([...ids(first), ...ids(more)]).size).toBe(first.length + more.length);
    // Neither offered by the page nor measured.
    expect([...ids(first), ...ids(more)]).not.toContain('occlusion');
  });

  it('are what the page offers, in its order, where nothing was measured', () => {
    const { first, more } = rows({ evidence: undefined, recommended: undefined });
    const offered = [...new Set(methodsFor(undefined).map(({ method }) => method.id))];
    expect(ids(first)).toEqual(offered);
    expect(more).toEqual([]);
    expect(first.every(({ figures }) => figures === undefined)).toBe(true);
    expect(first[0]).toMatchObject({ line: 'Huang 2023', label: 'Weighted relevance, Huang 2023' });
  });

  it('leave out what the model does not serve, and say so', () => {
    const offers: Need[] = ['attention', 'attention-gradients', 'importance'];
    const { first, more, leftOut } = rows({ offers });
    expect([...ids(first), ...ids(more)]).not.toContain('grad-eclip');
    expect(leftOut).toMatch(/^1 method is left out \(Grad-ECLIP\): .*the values of its last block/);
    expect(rows().leftOut).toBeUndefined();
    expect(rows({ offers: undefined }).leftOut).toBeUndefined();
  });

  it('include a method that a link brought along', () => {
    expect(ids(rows({ evidence: undefined, chosen: { id: 'occlusion' } }).first)).toContain('occlusion');
  });
});

describe('a row', () => {
  it('says where its method comes from, and which is recommended for this model', () => {
    expect(row('weighted')).toMatchObject({ name: 'Weighted', line: 'recommended · Huang 2023' });
    expect(row('equal').line).toBe('Chefer 2021');
    expect(row('raw').line).toBe('no answer in it');
    expect(row('rollout').line).toBe('Abnar 2020 · no answer in it');
    expect(row('random').line).toBe('what all must beat');
    expect(row('centre').line).toBe('Judd 2009');
  });

  it('is recommended before its figures have come', () => {
    expect(row('weighted', { evidence: undefined }).label).toBe(
      'Weighted relevance, recommended, Huang 2023',
    );
  });

  it('has the figures of the variant that is used, and no other', () => {
    expect(row('weighted').figures?.patches?.value).toBe(0.6);
    const own = row('weighted', { chosen: { id: 'weighted', importance: 'gradient' } });
    expect(own.figures?.patches?.value).toBe(0.62);
    expect(own.line).toBe('gradient · Huang 2023');
    const unmeasured = row('weighted', { chosen: { id: 'weighted', importance: 'mixing' } });
    expect(unmeasured.figures).toBeUndefined();
    expect(unmeasured.label).toMatch(/not measured yet$/);
    // Convex was measured by norm; this model weighs by another.
    expect(row('convex', { importance: 'mixing' }).figures).toBeUndefined();
    expect(row('weighted', { importance: 'mixing' }).line).toBe('Huang 2023');
  });

  it('is named by its title first, then by all that it shows', () => {
    expect(row('weighted').label).toBe(
      'Weighted relevance, recommended, Huang 2023, on the right objects 30 per cent, patches taken away 60 per cent, words taken away 50 per cent',
    );
    expect(row('rollout').label).toMatch(/^Attention rollout, Abnar 2020, no answer in it, on the right/);
    expect(row('random').description).toBe('95 per cent intervals: 8 to 12, 18 to 22, 48 to 52.');
    expect(row('grad-eclip')).toMatchObject({ figures: undefined, description: undefined });
  });
});

describe('axes', () => {
  it('hold every interval with room, whatever rows are open', () => {
    const axes = axesOf(EVIDENCE);
    for (const method of EVIDENCE.methods)
      for (const measure of ['objects', 'patches', 'words'] as const) {
        const [from, to] = axes[measure];
        expect(from).toBeLessThan(method[measure]!.low);
        expect(to).toBeGreaterThan(method[measure]!.high);
      }
    // 0.18 … 0.64 with a twentieth of 0.46 either way, in steps of 0.1.
    expect(axes.patches).toEqual([0.1, 0.7]);
  });

  it('end at nothing and at all', () => {
    const at = (low: number, high: number) => ({ value: (low + high) / 2, low, high });
    const methods = [{ id: 'equal', patches: at(0.004, 0.2), words: at(0.5, 1) }];
    expect(axesOf({ ...EVIDENCE, methods }).patches[0]).toBe(0);
    expect(axesOf({ ...EVIDENCE, methods }).words[1]).toBe(1);
  });
});

it('finds no figures where there are none', () => {
  expect(figuresOf(undefined, { id: 'equal' }, 'norm')).toBeUndefined();
  expect(figuresOf(EVIDENCE, { id: 'occlusion' }, 'norm')).toBeUndefined();
});
