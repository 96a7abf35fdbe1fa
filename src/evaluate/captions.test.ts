import { describe, expect, it } from 'vitest';
import { generateScene, tellScene } from '../scene';
import { bleu, scoreCaptions } from './captions';

const words = (text: string) => text.split(' ');

describe('bleu', () => {
  it('is 1 for the reference itself and 0 where no four words in a row are shared', () => {
    const said = words('a dog and two cats on grass');
    expect(bleu([{ said, reference: said }])).toBe(1);
    expect(bleu([{ said: words('a dog on two cats'), reference: said }])).toBe(0);
  });

  it('clips repeated words and punishes what is too short, as worked out by hand', () => {
    // 1-grams: the 2 of 4 (clipped from 3) and cat; 2-grams 1 of 3 …: a case with all four precisions above 0.
    const reference = words('the cat is on the mat today');
    const said = words('the cat is on the the');
    // 1-grams 5/6 ("the" counts twice), 2-grams 4/5, 3-grams 3/4, 4-grams 2/3; length 6 against 7.
    const expected = Math.exp(
      (Math.log(5 / 6) + Math.log(4 / 5) + Math.log(3 / 4) + Math.log(2 / 3)) / 4 + 1 - 7 / 6,
    );
    expect(bleu([{ said, reference }])).toBeCloseTo(expected, 12);
  });

  it('counts over the whole corpus, not caption by caption', () => {
    const first = { said: words('a b c d'), reference: words('a b c d') };
    const second = { said: words('x y z w'), reference: words('a b c d') };
    // 4 of 8, 3 of 6, 2 of 4, 1 of 2.
    expect(bleu([first, second])).toBeCloseTo(0.5, 12);
  });
});

describe('scoreCaptions', () => {
  const scenes = Array.from({ length: 40 }, (_, seed) => generateScene(seed, 'test'));

  it('finds nothing wrong with what scenes tell of themselves', () => {
    const scores = scoreCaptions(scenes.map((scene) => ({ scene, text: tellScene(scene).text })));
    expect(scores.captions).toBe(40);
    expect(scores.content.right).toBe(scores.content.of);
    for (const share of [scores.faithful, scores.whole, scores.exact])
      expect(share).toEqual({ right: 40, of: 40 });
    expect(scores.bleu).toBeCloseTo(1, 12);
    const sum = Object.values(scores.roles).reduce((total, { of }) => total + of, 0);
    expect(sum).toBe(scores.content.of);
    expect(scores.counts.of).toBeLessThan(scores.roles.number.of);
  });

  it('tells an object that is not there from a wrong colour or number', () => {
    const scene = {
      version: 1 as const,
      background: { kind: 'grass' as const, seed: 0 },
      stickers: [
        {
          kind: 'heart',
          colour: 'red' as const,
          x: 0.5,
          y: 0.5,
          size: 0.3,
          rotation: 0,
          flip: false,
          brightness: 1,
        },
      ],
    };
    const texts = ['a red heart in the center on grass', 'two blue hearts on grass', 'a cow on sand'];
    const scores = scoreCaptions(texts.map((text) => ({ scene, text })));
    expect(scores.roles).toEqual({
      object: { right: 2, of: 3 },
      colour: { right: 1, of: 2 },
      number: { right: 1, of: 3 },
      place: { right: 1, of: 1 },
      relation: { right: 0, of: 0 },
      background: { right: 2, of: 3 },
    });
    expect(scores.faithful).toEqual({ right: 2, of: 3 });
    expect(scores.whole).toEqual({ right: 1, of: 3 });
    expect(scores.exact).toEqual({ right: 1, of: 3 });
    expect(scores.counts).toEqual({ right: 0, of: 1 });
  });
});
