import { convexWeights } from '../relevance/importance';
import { sparesDiagonal, type AccumulationRule } from '../relevance/rule';
import type { Importance } from '../relevance/types';
import { CITATIONS } from './citations';
import { method } from './method';
import { importanceOf, WEIGHS } from './shared';

/**
 * Convex accumulation: the most literal reading of the abstract of Huang et al. 2023 (arXiv 2308.10240), kept as an
 * ablation. Both sides are weighted, α_n = 2I(x)/(I(x)+I(a)) and β_n = 2 − α_n: R_st ← α⊙R_st + β⊙(Ā R_st), cross with
 * R̄_ssᵀ(β⊙Ā)R̄_kk. What is left of the identity is then a diagonal D ← α⊙D, and R̄ = rownorm(R − D) + rownorm(D). As Ā
 * is not row-stochastic, products of α scale the rows apart.
 */
function convexRule(importance: Importance): AccumulationRule {
  return {
    normalise: true,
    selfTerm: true,
    scale: (block) => {
      const { alpha, beta } = convexWeights(block, importance);
      return { carry: alpha, gain: beta, offDiagonalOnly: sparesDiagonal(block, importance) };
    },
  };
}

export const convex = method({
  ...WEIGHS,
  id: 'convex',
  link: 2,
  title: 'Convex relevance',
  sentence:
    'An ablation of weighted relevance in which the two sides share a fixed weight of two, so what was there before can lose weight too.',
  citation: CITATIONS.huang2023weighted,
  page: null,
  compute: { kind: 'accumulation', rule: (options) => convexRule(importanceOf(options)) },
});
