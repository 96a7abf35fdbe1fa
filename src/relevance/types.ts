/** The two token streams of a vision-language model. */
export type Stream = 'text' | 'image';

/** Attention blocks, named as in `whylight explain --dump`; `text_to_image` = text queries attend to image keys. */
export type BlockKind =
  | 'vision.self'
  | 'text.self'
  | 'mapper.text_to_image'
  | 'mapper.image_to_text'
  | 'mapper.text.self'
  | 'mapper.image.self';

/** How important a token's value is, for weighting what attention adds against what was there before. */
export type Importance = 'norm' | 'norm-ln' | 'gradient' | 'mixing';

/** I(a_n) of what attention adds and I(x_n) of the residual it is added to, one entry a query token. */
export interface ImportancePair {
  readonly output: Float32Array | Float64Array;
  readonly residual: Float32Array | Float64Array;
}

/**
 * What one attention block leaves behind for the relevance rules. `s` queries of stream `query` attend to `q` keys of
 * stream `key`; matrices are row-major s × q.
 */
export interface Block {
  readonly kind: BlockKind;
  readonly query: Stream;
  readonly key: Stream;
  /**
   * Blocks that share a `group` are the two directions of one co-attention layer: both read the state before the
   * layer. Every other block has a group of its own. Blocks come in the order of the forward pass.
   */
  readonly group: number;
  /** Layer index inside its tower or mapper, from 0. */
  readonly layer: number;
  readonly rows: number;
  readonly cols: number;
  /** Ā = mean over heads of (∇A ⊙ A)⁺ (Chefer et al. 2021, eq. 5). All zero where the target does not reach the block. */
  readonly abar: Float32Array | Float64Array;
  /** Signed mean over heads of ∇A ⊙ A. Not needed by every method. */
  readonly signed?: Float32Array | Float64Array;
  /** Mean over heads of A (raw attention, rollout). */
  readonly attention: Float32Array | Float64Array;
  /** relu of the mean over heads of A_h · mean(∇A_h) (Grad-CAM on attention). */
  readonly gradcam?: Float32Array | Float64Array;
  /** What Grad-ECLIP reads of a tower's last block, for the token that is read: one entry a key (see its method file). */
  readonly eclip?: {
    readonly votes: Float32Array | Float64Array;
    readonly cosine: Float32Array | Float64Array;
  };
  readonly importance: Readonly<Record<Importance, ImportancePair>>;
}

/** Final relevance matrices, row-major float64; tt is T×T, ti T×N, it N×T, ii N×N (T text tokens, N image tokens). */
export interface Relevance {
  readonly tt: Float64Array;
  readonly ti: Float64Array;
  readonly it: Float64Array;
  readonly ii: Float64Array;
}

/** Where relevance is read. `cross`: row `row` of R_tt and R_ti. `towers`: row 0 (CLS) of R_ii and row `row` of R_tt. */
export interface ReadOut {
  readonly mode: 'cross' | 'towers';
  readonly row: number;
}
