import { UNSCALED } from '../relevance/rule';
import { CITATIONS } from './citations';
import { method } from './method';
import { ACCUMULATES } from './shared';

/** Ablation of Chefer et al. 2021: cross-attention adds R_sk += Ā alone, without what eq. 10 takes from R̄_ss and R̄_kk. */
export const noSelfTerm = method({
  ...ACCUMULATES,
  id: 'equal-no-self',
  link: 6,
  title: 'Equal, without self terms',
  sentence: 'Equal relevance in which cross-attention adds its own map alone (no self-attention in eq. 10).',
  citation: CITATIONS.chefer2021generic,
  page: null,
  compute: {
    kind: 'accumulation',
    rule: () => ({ normalise: true, selfTerm: false, scale: () => UNSCALED }),
  },
});
