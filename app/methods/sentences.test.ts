import { describe, expect, it } from 'vitest';
import { comparisonSentence, measuredOn } from './sentences';
import { compared } from './testing/evidence';

const WEIGHTED = { id: 'weighted', importance: 'norm' } as const;
const nothing = { difference: 0.001, interval: [-0.002, 0.004] as [number, number], holm: 1 };

describe('what was measured', () => {
  it('names pictures, their number, and whether the model knew them', () => {
    expect(measuredOn({ dataset: 'scenes:test', n: 400, pictures: 400 })).toBe(
      'How each did on 400 sticker scenes that this model had never seen.',
    );
    expect(measuredOn({ dataset: 'scenes:val', n: 400, pictures: 200 })).toBe(
      'How each did on 400 questions on 200 sticker scenes (val).',
    );
    expect(measuredOn({ dataset: 'vqa/val', n: 40, pictures: 9 })).toBe(
      'How each did on 40 questions of vqa/val.',
    );
  });
});

describe('the comparison', () => {
  it('tells every difference that is shown, and counts the rest', () => {
    const comparisons = [
      compared('text.negative.fine', { difference: 0.0228, interval: [0.0082, 0.038], holm: 0.0364 }),
      compared('image.positive.fine', nothing),
      compared('truth.mass'),
      compared('truth.rank', nothing),
    ];
    expect(comparisonSentence({ comparisons }, WEIGHTED)).toBe(
      'more on the right objects (+4.1 points, 3.7 to 4.5); the answer holds longer when its words are kept (+2.3 points, 0.8 to 3.8). In the other two measures no difference is shown.',
    );
  });

  it('says what is worse as plainly as what is better', () => {
    const worse = { difference: -0.0195, interval: [-0.0312, -0.0082], favours: 'against' } as const;
    const comparisons = [compared('truth.rank', { ...worse, interval: [-0.0312, -0.0082] })];
    expect(comparisonSentence({ comparisons }, WEIGHTED)).toBe(
      'its strongest patches are on the right objects less often (−2.0 points, −3.1 to −0.8).',
    );
  });

  it('claims nothing above the level, of another variant, or without tests', () => {
    const comparisons = [compared('truth.mass', { holm: 0.051 }), compared('truth.rank', nothing)];
    expect(comparisonSentence({ comparisons }, WEIGHTED)).toBe(
      'in none of two measures is a difference shown.',
    );
    expect(comparisonSentence({ comparisons }, { ...WEIGHTED, importance: 'mixing' })).toBeUndefined();
    expect(comparisonSentence({ comparisons: [] }, WEIGHTED)).toBeUndefined();
  });
});
