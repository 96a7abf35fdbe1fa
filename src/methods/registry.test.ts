import { describe, expect, it } from 'vitest';
import { CITATIONS, toBibTeX } from './citations';
import { NEEDS, type Need } from './method';
import { METHODS, methodById, requireServes, serves } from './registry';

/** Numbers in links that people have: none may change, and none may be given to another method. */
const LINKS = {
  equal: 0,
  weighted: 1,
  convex: 2,
  'layer-mean': 3,
  shuffled: 4,
  'equal-no-normalisation': 5,
  'equal-no-self': 6,
  raw: 7,
  rollout: 8,
  gradcam: 9,
  random: 10,
  centre: 11,
  occlusion: 12,
  inputxgradient: 13,
  'integrated-gradients': 14,
  'grad-eclip': 15,
};

/** What a model offers that gives attention and gradients of it, and nothing else. */
const ATTENTION: readonly Need[] = ['attention', 'attention-gradients'];

describe('the table of methods', () => {
  it('has these ids, in this order, with these numbers in links', () => {
    expect(METHODS.map(({ id, link }) => [id, link])).toEqual(Object.entries(LINKS));
  });

  it('has every id and every number once', () => {
    expect(new Set(METHODS.map(({ id }) => id)).size).toBe(16);
    expect(new Set(METHODS.map(({ link }) => link)).size).toBe(METHODS.length);
    for (const { link } of METHODS) expect(Number.isInteger(link) && link >= 0).toBe(true);
  });

  it('explains each in a sentence', () => {
    for (const { sentence, title } of METHODS) {
      expect(sentence).toMatch(/^[A-Z].*\.$/);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
    }
    expect(new Set(METHODS.map(({ title }) => title)).size).toBe(METHODS.length);
  });

  it('says of each how it is computed, in agreement with what it needs', () => {
    for (const { id, needs, compute, usesStartLayer, cost } of METHODS) {
      const runsAgain = needs.includes('model-runs') || needs.includes('input-gradients');
      expect(compute.kind === 'probe', id).toBe(runsAgain);
      if (compute.kind === 'accumulation') {
        expect(needs, id).toContain('attention-gradients');
        expect(usesStartLayer, id).toBe(true);
      }
      if (cost === 'none')
        expect(
          needs.filter((need) => need !== 'attention'),
          id,
        ).toEqual([]);
      for (const need of needs) expect(NEEDS).toContain(need);
    }
  });

  it('gives those that the page offers places of their own, and help', () => {
    const offered = METHODS.flatMap(({ page }) => page ?? []);
    expect(offered.length).toBe(8);
    expect(new Set(offered.map(({ group, place }) => `${group} ${place}`)).size).toBe(offered.length);
    for (const { help, variants = [] } of offered)
      for (const text of [help, ...variants.map((variant) => variant.help)])
        expect(text).toMatch(/^[A-Z].*\.$/);
  });

  it('offers an importance only of methods that weigh by one', () => {
    for (const { page, needs } of METHODS)
      for (const { importance } of page?.variants ?? [])
        if (importance !== undefined) expect(needs).toContain('importance');
  });
});

describe('methodById', () => {
  it('finds each by its id, or lists them', () => {
    for (const method of METHODS) expect(methodById(method.id)).toBe(method);
    expect(() => methodById('saliency')).toThrow(
      `There is no method "saliency"; choose from ${Object.keys(LINKS).join(', ')}.`,
    );
  });
});

describe('requireServes', () => {
  it('lets pass what a model gives all for', () => {
    requireServes(methodById('equal'), ATTENTION);
    requireServes(methodById('random'), []);
    for (const method of METHODS) requireServes(method, NEEDS);
  });

  it('says what a method needs that a model does not give, and what is left', () => {
    expect(() => requireServes(methodById('grad-eclip'), ATTENTION)).toThrow(
      'Method grad-eclip needs the values that the last block mixes, which this model does not give; ' +
        'choose from equal, equal-no-normalisation, equal-no-self, raw, rollout, gradcam, random, centre.',
    );
    expect(() => requireServes(methodById('weighted'), ['attention', 'importance'])).toThrow(
      'Method weighted needs gradients of the attention maps, which',
    );
    expect(() => requireServes(methodById('weighted'), [])).toThrow(
      'needs gradients of the attention maps and importances of tokens, which',
    );
  });

  it('agrees with `serves`', () => {
    for (const offers of [[], ATTENTION, NEEDS, ['model-runs'] as const])
      for (const method of METHODS) {
        const ask = () => requireServes(method, offers);
        if (serves(method, offers)) ask();
        else expect(ask).toThrow(`Method ${method.id} needs`);
      }
  });
});

describe('toBibTeX', () => {
  it('writes an entry', () => {
    expect(toBibTeX(CITATIONS.abnar2020rollout)).toContain('author = {Abnar, Samira and Zuidema, Willem},');
  });

  it('has a key for every citation that is its own', () => {
    for (const [key, citation] of Object.entries(CITATIONS)) expect(citation.key).toBe(key);
  });
});
