import { UNSCALED, type AccumulationRule } from '../relevance/rule';

/** Ablation of Chefer et al. 2021: eq. 10 with R itself in place of the row-normalised R̄ of eqs. 8 and 9. */
export function noNormalisationRule(): AccumulationRule {
  return { normalise: false, selfTerm: true, scale: () => UNSCALED };
}

/** Ablation of Chefer et al. 2021: cross-attention adds R_sq += Ā alone, without what eq. 10 takes from R̄_ss and R̄_qq. */
export function noSelfTermRule(): AccumulationRule {
  return { normalise: true, selfTerm: false, scale: () => UNSCALED };
}
