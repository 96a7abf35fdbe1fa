import { UNSCALED, type AccumulationRule } from '../relevance/rule';

/**
 * Equal accumulation: relevance before and after attention is added with the same weight.
 *
 * Chefer, Gur and Wolf 2021 (arXiv 2103.15679), eqs. 6–11, with the normalisation of eqs. 8 and 9:
 * self-attention R_ss += Ā R_ss, R_sq += Ā R_sq; cross-attention R_sq += R̄_ssᵀ Ā R̄_qq, R_ss += Ā R_qs.
 */
export function equalRule(): AccumulationRule {
  return { normalise: true, selfTerm: true, scale: () => UNSCALED };
}
