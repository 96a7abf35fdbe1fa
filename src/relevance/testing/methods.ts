import type { MethodOptions } from '../../methods/method';
import { IMPORTANCES } from '../importance';
import { permutation, prng } from '../prng';
import type { Permuted } from './naive';

const SEED = 3;

/** Every method that accumulates relevance, with every importance. */
export const ACCUMULATING: readonly MethodOptions[] = [
  ...['equal', 'equal-no-normalisation', 'equal-no-self'].map((id): MethodOptions => ({ id })),
  ...['weighted', 'convex', 'layer-mean', 'shuffled'].flatMap((id) =>
    IMPORTANCES.map((importance): MethodOptions => ({ id, importance, seed: SEED })),
  ),
];

/** The order in which the shuffled control deals out a block's weights. */
export const permuted: Permuted = ({ rows }, index) => [...permutation(rows, prng(SEED, index))];
