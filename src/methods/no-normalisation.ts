import { UNSCALED } from '../relevance/rule';
import { CITATIONS } from './citations';
import { method } from './method';
import { ACCUMULATES } from './shared';

/** Ablation of Chefer et al. 2021: eq. 10 with R itself in place of the row-normalised R̄ of eqs. 8 and 9. */
export const noNormalisation = method({
  ...ACCUMULATES,
  id: 'equal-no-normalisation',
  link: 5,
  title: 'Equal, not normalised',
  sentence: 'Equal relevance without the row normalisation before cross-attention (eqs. 8 and 9).',
  citation: CITATIONS.chefer2021generic,
  page: null,
  compute: {
    kind: 'accumulation',
    rule: () => ({ normalise: false, selfTerm: true, scale: () => UNSCALED }),
  },
});
