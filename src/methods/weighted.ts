import { tokenWeights } from '../relevance/importance';
import { sparesDiagonal, type AccumulationRule } from '../relevance/rule';
import type { Importance } from '../relevance/types';
import { CITATIONS } from './citations';
import { method } from './method';
import { importanceOf, WEIGHS } from './shared';

/**
 * Weighted accumulation: what came through attention counts by its importance relative to what was there before.
 *
 * Idea of Huang et al. 2023 (arXiv 2308.10240), whose full text was not available: the formula is this project's
 * reconstruction. With w_n = min(I(a_n) / I(x_n), 20): self R_st += w⊙(Ā R_st); cross R_sk += R̄_ssᵀ (w⊙Ā) R̄_kk,
 * R_ss += w⊙(Ā R_ks). w = 1 gives equal accumulation to the bit.
 */
function weightedRule(importance: Importance): AccumulationRule {
  return {
    normalise: true,
    selfTerm: true,
    scale: (block) => ({
      carry: null,
      gain: tokenWeights(block, importance),
      offDiagonalOnly: sparesDiagonal(block, importance),
    }),
  };
}

export const weighted = method({
  ...WEIGHS,
  id: 'weighted',
  link: 1,
  title: 'Weighted relevance',
  sentence:
    'Equal relevance in which what attention added counts by its importance relative to what the token held before.',
  citation: CITATIONS.huang2023weighted,
  page: {
    group: 'Accumulated relevance',
    place: 1,
    help: 'Follows relevance through every attention block, and counts what came through attention by its importance relative to what was there before.',
    paper: 'Huang et al. 2023, arXiv 2308.10240; our reconstruction from its abstract',
    variants: [
      {
        name: 'recommended',
        help: 'Uses the importance that did best for this model on validation data.',
      },
      { importance: 'norm', name: 'norm', help: 'Importance is the length of the value vector.' },
      {
        importance: 'norm-ln',
        name: 'norm-ln',
        help: 'Importance is the length of the vector as the next layer norm scales it.',
      },
      {
        importance: 'gradient',
        name: 'gradient',
        help: 'Importance is how much the answer would change along the vector.',
      },
      {
        importance: 'mixing',
        name: 'mixing',
        help: 'Importance tells a token’s own part from what others mix in (Kobayashi et al. 2021).',
      },
    ],
  },
  compute: { kind: 'accumulation', rule: (options) => weightedRule(importanceOf(options)) },
});
