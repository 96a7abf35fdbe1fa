import { describe, expect, it } from 'vitest';
import { leftOut, methodKey, methodsFor, methodText, secondLine, shortName } from './methods';

describe('the methods that the page offers', () => {
  it('stand in groups, variants beside their method', () => {
    const lines = methodsFor(undefined).map(({ group, title, variant }) =>
      [group, title, variant ?? ''].join(' · '),
    );
    expect(lines).toEqual([
      'Accumulated relevance · Weighted relevance · recommended',
      'Accumulated relevance · Weighted relevance · norm',
      'Accumulated relevance · Weighted relevance · norm-ln',
      'Accumulated relevance · Weighted relevance · gradient',
      'Accumulated relevance · Weighted relevance · mixing',
      'Accumulated relevance · Equal relevance · ',
      'Baselines · Attention Grad-CAM · ',
      'Baselines · Grad-ECLIP · ',
      'Baselines · Attention rollout · ',
      'Baselines · Raw attention · ',
      'Controls · Random · ',
      'Controls · Centre · ',
    ]);
  });

  it('are those that the model can serve', () => {
    const ids = methodsFor({ offers: ['attention'] }).map(({ method }) => method.id);
    expect(ids).toEqual(['rollout', 'raw', 'random', 'centre']);
  });

  it('have keys of their own', () => {
    const keys = methodsFor(undefined).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toContain(methodKey({ id: 'weighted', importance: 'norm' }));
  });
});

describe('what is said of a method', () => {
  it('is its help with that of its variant, its paper and where it comes from', () => {
    expect(methodText({ id: 'weighted', importance: 'mixing' })).toMatchObject({
      title: 'Weighted relevance',
      variant: 'mixing',
      paper: 'Huang et al. 2023, arXiv 2308.10240; our reconstruction from its abstract',
      origin: 'Huang 2023',
    });
    expect(methodText({ id: 'weighted', importance: 'mixing' }).help).toMatch(/^Follows .* Importance tells/);
    expect(methodText({ id: 'equal' }).paper).toBe('Chefer et al. 2021, arXiv 2103.15679');
    expect(methodText({ id: 'random' })).toMatchObject({
      paper: 'A control: every useful method must beat it.',
      origin: 'control',
    });
  });

  it('is its sentence where a link names a method that the page does not offer', () => {
    const text = methodText({ id: 'occlusion' });
    expect(text.help).toMatch(/^How far the score falls/);
    expect(text.group).toBeUndefined();
    expect(shortName({ id: 'occlusion' })).toBe('occlusion');
  });
});

describe('what a list says of methods', () => {
  it('is the paper, unless the map knows no answer or is the yardstick', () => {
    expect(secondLine({ id: 'gradcam' })).toBe('Selvaraju 2017');
    expect(secondLine({ id: 'shuffled' })).toBe('control');
    // Raw attention is in the paper to be compared with; rollout is what its paper proposes.
    expect(secondLine({ id: 'raw' })).toBe('no answer in it');
    expect(secondLine({ id: 'rollout' })).toBe('Abnar 2020 · no answer in it');
    expect(secondLine({ id: 'random' })).toBe('what all must beat');
  });

  it('counts what a model does not serve, and says what that lacks', () => {
    expect(leftOut(['equal', 'raw'], ['attention', 'attention-gradients'])).toBeUndefined();
    expect(leftOut(['equal', 'weighted', 'raw'], ['attention'])).toBe(
      '2 methods are left out (Equal relevance, Weighted relevance): this model does not give gradients of its attention and importances of tokens, which they need.',
    );
    expect(leftOut(['occlusion'], ['attention'])).toMatch(
      /^1 method is left out .* further runs, which it needs\.$/,
    );
  });
});
