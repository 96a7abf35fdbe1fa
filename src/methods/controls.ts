import { tokenWeights } from '../relevance/importance';
import { permutation, prng } from '../relevance/prng';
import { sparesDiagonal, type AccumulationRule } from '../relevance/rule';
import type { Importance } from '../relevance/types';

/**
 * Control for weighted accumulation: every token of a block gets the block's mean weight. What is left is the
 * importance of the layer, not of the token.
 */
export function layerMeanRule(importance: Importance): AccumulationRule {
  return {
    normalise: true,
    selfTerm: true,
    scale: (block) => {
      const weights = tokenWeights(block, importance);
      const mean = weights.reduce((sum, w) => sum + w, 0) / weights.length;
      return {
        carry: null,
        gain: new Float64Array(block.rows).fill(mean),
        offDiagonalOnly: sparesDiagonal(block, importance),
      };
    },
  };
}

/**
 * Control for weighted accumulation: a block's weights are dealt out to its tokens at random. The layer keeps its
 * weights, the tokens lose theirs. Each block has its own permutation, fixed by `seed` and the block's place.
 */
export function shuffledRule(importance: Importance, seed: number): AccumulationRule {
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
