import { describe, expect, it } from 'vitest';
import { verdictOf, type Scored } from './verdict';

const maps = (weighted: number, equal: number): [Scored, Scored] => [
  { name: 'weighted', auc: weighted },
  { name: 'equal', auc: equal },
];

describe('verdictOf', () => {
  it('puts the smaller area ahead where the most relevant goes first', () => {
    expect(verdictOf('positive', maps(0.1, 0.3), 0.7)).toBe(
      'Weighted is ahead here: by its order the answer falls faster. Both do better than random.',
    );
    expect(verdictOf('positive', maps(0.3, 0.1), 0.2)).toBe(
      'Equal is ahead here: by its order the answer falls faster. Only equal does better than random.',
    );
  });

  it('puts the larger area ahead where the least relevant goes first', () => {
    expect(verdictOf('negative', maps(0.9, 0.8), 0.7)).toBe(
      'Weighted is ahead here: by its order the answer holds longer. Both do better than random.',
    );
  });

  it('calls a small difference level, and says when neither knows more than chance', () => {
    expect(verdictOf('positive', maps(0.056, 0.055), undefined)).toBe('Weighted and equal are level here.');
    expect(verdictOf('positive', maps(0.7, 0.71), 0.7)).toBe(
      'Weighted and equal are level here. Neither does better than random.',
    );
  });
});
