import { describe, expect, it } from 'vitest';
import { NEEDS, type Need } from '../methods/method';
import { evaluatedMethods, importancesOf, namesMethods } from './methods';

const without = (need: Need) => NEEDS.filter((known) => known !== need);
const CLIPMAPPER = without('last-block-values');
const CLIP = without('input-gradients');

describe('methods to evaluate', () => {
  it('weighted comes with every importance in a group, the controls with the one named', () => {
    const methods = evaluatedMethods(['attention'], ['gradient'], CLIPMAPPER);
    expect(importancesOf(methods, 'norm')).toEqual({
      'weighted-norm': 'norm',
      'weighted-norm-ln': 'norm-ln',
      'weighted-gradient': 'gradient',
      'weighted-mixing': 'mixing',
      convex: 'gradient',
      'layer-mean': 'gradient',
      shuffled: 'gradient',
    });
    expect(importancesOf(evaluatedMethods(['weighted'], undefined, CLIPMAPPER), 'mixing')).toEqual({
      weighted: 'mixing',
    });
  });

  it('are those of a group that serve the model, in the order of the table', () => {
    const named = (group: string, offers: readonly Need[]) =>
      evaluatedMethods([group], undefined, offers).map(({ name }) => name);
    const shared = [
      'equal',
      'weighted-norm',
      'weighted-norm-ln',
      'weighted-gradient',
      'weighted-mixing',
      'convex',
      'layer-mean',
      'shuffled',
      'equal-no-normalisation',
      'equal-no-self',
      'raw',
      'rollout',
      'gradcam',
      'random',
      'centre',
    ];
    expect(named('attention', CLIPMAPPER)).toEqual(shared);
    expect(named('attention', CLIP)).toEqual([...shared, 'grad-eclip']);
    const slow = ['occlusion', 'inputxgradient', 'integrated-gradients'];
    expect(named('all', CLIPMAPPER)).toEqual([...shared, ...slow]);
    expect(named('all', CLIP)).toEqual([...shared, 'occlusion', 'grad-eclip']);
  });

  it('knows groups, and lists what is known', () => {
    const names = evaluatedMethods(['attention'], undefined, CLIPMAPPER).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['equal', 'weighted-norm-ln', 'convex', 'random', 'centre']),
    );
    expect(names).not.toContain('occlusion');
    expect(evaluatedMethods(['all'], ['norm'], CLIPMAPPER).map(({ name }) => name)).toContain('occlusion');
    expect(evaluatedMethods(['none'], undefined, CLIPMAPPER)).toEqual([]);
    expect(() => evaluatedMethods(['magic'], undefined, CLIPMAPPER)).toThrow(/choose from equal, weighted/);
    expect(() => evaluatedMethods(['weighted'], ['size'], CLIPMAPPER)).toThrow(
      /choose from norm, norm-ln, gradient, mixing/,
    );
    expect(() => evaluatedMethods(['grad-eclip'], undefined, CLIPMAPPER)).toThrow(
      /needs the values that the last block mixes, which this model does not give/,
    );
  });

  it('are checked before the model is known, as far as that goes', () => {
    expect(namesMethods(['none'], undefined)).toBe(false);
    expect(namesMethods(['all'], ['norm'])).toBe(true);
    expect(namesMethods(['grad-eclip'], undefined)).toBe(true);
    expect(() => namesMethods(['magic'], undefined)).toThrow(/choose from equal, weighted/);
    expect(() => namesMethods(['attention'], ['size'])).toThrow(/choose from norm, norm-ln/);
  });
});
