import type { AttentionBlock, StreamId } from '../anatomy';

/** How important a token's value is, for weighting what attention adds against what was there before. */
export type Importance = 'norm' | 'norm-ln' | 'gradient' | 'mixing';

/** Float32 as the runtime gives it, or float64. */
export type Numbers = Float32Array | Float64Array;

/** I(a_n) of what attention adds and I(x_n) of the residual it is added to, one entry a query token. */
export interface ImportancePair {
  readonly output: Numbers;
  readonly residual: Numbers;
}

/**
 * What one attention block leaves behind for the relevance rules. `rows` queries attend to `cols` keys; matrices are
 * row-major rows × cols.
 */
export interface Block extends AttentionBlock {
  readonly rows: number;
  readonly cols: number;
  /** Ā = mean over heads of (∇A ⊙ A)⁺ (Chefer et al. 2021, eq. 5). All zero where the target does not reach the block. */
  readonly abar: Numbers;
  /** Mean over heads of A (raw attention, rollout). */
  readonly attention: Numbers;
  /** relu of the mean over heads of A_h · mean(∇A_h) (Grad-CAM on attention). Of blocks that are read last. */
  readonly gradcam?: Numbers;
  /** What Grad-ECLIP reads of a stream's last block, for the token that is read: one entry a key (see its method file). */
  readonly eclip?: { readonly votes: Numbers; readonly cosine: Numbers };
  /** Those that the model's graph gives. */
  readonly importance: Readonly<Partial<Record<Importance, ImportancePair>>>;
}

/** Final relevance matrices by streams: `relevance[s][t]` is R_st, row-major float64, tokens of s × tokens of t. */
export type Relevance = Readonly<Record<StreamId, Readonly<Record<StreamId, Float64Array>>>>;

/** One value a token of every stream, by the stream's name; not normalised. */
export type StreamMaps = Readonly<Record<StreamId, Float64Array>>;
