import { tokenWeights } from '../relevance/importance';
import { sparesDiagonal, type AccumulationRule } from '../relevance/rule';
import type { Importance } from '../relevance/types';
import { method } from './method';
import { importanceOf, WEIGHS } from './shared';

/**
 * Control for weighted accumulation: every token of a block gets the block's mean weight. What is left is the
 * importance of the layer, not of the token.
 */
function layerMeanRule(importance: Importance): AccumulationRule {
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

export const layerMean = method({
  ...WEIGHS,
  id: 'layer-mean',
  link: 3,
  title: 'Layer-mean control',
  sentence:
    'Weighted relevance with one weight a layer, the mean: tells whether tokens matter or only layers.',
  citation: null,
  page: null,
  compute: { kind: 'accumulation', rule: (options) => layerMeanRule(importanceOf(options)) },
});
