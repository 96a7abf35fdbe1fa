import { UNSCALED } from '../relevance/rule';
import { CITATIONS } from './citations';
import { method } from './method';
import { ACCUMULATES } from './shared';

/**
 * Equal accumulation: relevance before and after attention is added with the same weight.
 *
 * Chefer, Gur and Wolf 2021 (arXiv 2103.15679), eqs. 6–11, with the normalisation of eqs. 8 and 9:
 * self-attention R_st += Ā R_st; cross-attention R_sk += R̄_ssᵀ Ā R̄_kk, R_ss += Ā R_ks.
 */
export const equal = method({
  ...ACCUMULATES,
  id: 'equal',
  link: 0,
  title: 'Equal relevance',
  sentence:
    'Follows attention, weighted by its gradient, through all layers; what a token held before attention and what attention added count the same.',
  citation: CITATIONS.chefer2021generic,
  page: {
    group: 'Accumulated relevance',
    place: 2,
    help: 'Follows relevance through every attention block. What came through attention and what was there before count the same, whatever their size.',
  },
  compute: {
    kind: 'accumulation',
    rule: () => ({ normalise: true, selfTerm: true, scale: () => UNSCALED }),
  },
});
