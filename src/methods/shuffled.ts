import { tokenWeights } from '../relevance/importance';
import { permutation, prng } from '../relevance/prng';
import { sparesDiagonal, type AccumulationRule } from '../relevance/rule';
import type { Importance } from '../relevance/types';
import { method } from './method';
import { importanceOf, WEIGHS } from './shared';

/**
 * Control for weighted accumulation: a block's weights are dealt out to its tokens at random. The layer keeps its
 * weights, the tokens lose theirs. Each block has its own permutation, fixed by `seed` and the block's place.
 */
function shuffledRule(importance: Importance, seed: number): AccumulationRule {
  return {
    normalise: true,
    selfTerm: true,
    scale: (block, index) => {
      const weights = tokenWeights(block, importance);
      const order = permutation(block.rows, prng(seed, index));
      return {
        carry: null,
        gain: weights.map((_, n) => weights[order[n]!]!),
        offDiagonalOnly: sparesDiagonal(block, importance),
      };
    },
  };
}

export const shuffled = method({
  ...WEIGHS,
  id: 'shuffled',
  link: 4,
  title: 'Shuffled control',
  sentence: 'Weighted relevance with the weights of each layer dealt to its tokens at random.',
  citation: null,
  seeded: true,
  page: null,
  compute: {
    kind: 'accumulation',
    rule: (options) => shuffledRule(importanceOf(options), options.seed ?? 0),
  },
});
