import { tokenWeights } from '../relevance/importance';
import { sparesDiagonal, type AccumulationRule } from '../relevance/rule';
import type { Importance } from '../relevance/types';

/**
 * Weighted accumulation: what came through attention counts by its importance relative to what was there before.
 *
 * Idea of Huang et al. 2023 (arXiv 2308.10240), whose full text was not available: the formula is this project's
 * reconstruction. With w_n = min(I(a_n) / I(x_n), 20): self R_ss += w⊙(Ā R_ss), R_sq += w⊙(Ā R_sq); cross
 * R_sq += R̄_ssᵀ (w⊙Ā) R̄_qq, R_ss += w⊙(Ā R_qs). w = 1 gives equal accumulation to the bit.
 */
export function weightedRule(importance: Importance): AccumulationRule {
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
