import type { Block, Importance } from './types';

/** How one block's rows are scaled: what was there before by `carry`, what attention adds by `gain`; null means 1. */
export interface RowScale {
  readonly carry: Float64Array | null;
  readonly gain: Float64Array | null;
  /**
   * Set for the `mixing` importance in self-attention, whose gain concerns what comes from *other* tokens only: the
   * diagonal of Ā then keeps the weight of what was there before (`carry`, or 1).
   */
  readonly offDiagonalOnly: boolean;
}

/** One way to accumulate relevance over blocks; the options of Chefer et al. 2021, eqs. 6–11, and of its variants. */
export interface AccumulationRule {
  /** Whether R̄ is normalised (eqs. 8, 9) before it enters eq. 10. */
  readonly normalise: boolean;
  /** Whether eq. 10 holds R̄_ss and R̄_qq at all; otherwise cross-attention adds Ā alone. */
  readonly selfTerm: boolean;
  /** Row weights of a block; `index` is its place in the list of all blocks, whatever the start layer. */
  scale(block: Block, index: number): RowScale;
}

/** Scales nothing: both sides of the residual connection count the same. */
export const UNSCALED: RowScale = { carry: null, gain: null, offDiagonalOnly: false };

/** True where a block's gain leaves the diagonal alone (see `RowScale.offDiagonalOnly`). */
export function sparesDiagonal(block: Block, importance: Importance): boolean {
  return importance === 'mixing' && block.query === block.key;
}
