import { convexWeights } from '../relevance/importance';
import { sparesDiagonal, type AccumulationRule } from '../relevance/rule';
import type { Importance } from '../relevance/types';

/**
 * Convex accumulation: the most literal reading of the abstract of Huang et al. 2023 (arXiv 2308.10240), kept as an
 * ablation. Both sides are weighted, α_n = 2I(x)/(I(x)+I(a)) and β_n = 2 − α_n: R_ss ← α⊙R_ss + β⊙(Ā R_ss),
 * R_sq ← α⊙R_sq + β⊙(Ā R_sq), cross with R̄_ssᵀ(β⊙Ā)R̄_qq. What is left of the identity is then a diagonal D ← α⊙D, and
 * R̄ = rownorm(R − D) + rownorm(D). As Ā is not row-stochastic, products of α scale the rows apart.
 */
export function convexRule(importance: Importance): AccumulationRule {
  return {
    normalise: true,
    selfTerm: true,
    scale: (block) => {
      const { alpha, beta } = convexWeights(block, importance);
      return { carry: alpha, gain: beta, offDiagonalOnly: sparesDiagonal(block, importance) };
    },
  };
}
