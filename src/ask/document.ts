/** Version of the explanation document; raised when a field changes its meaning. */
export const DOCUMENT_SCHEMA = 1;

/** A map over the patch grid, row-major, mass 1 unless all zero (signed maps: absolute mass 1). */
export interface ImageMap {
  readonly rows: number;
  readonly cols: number;
  readonly values: readonly number[];
  /** Sum of the map before normalisation (of absolute values for signed maps). */
  readonly rawMass: number;
}

/** A map over the question's tokens, as long as `tokens`; special tokens are 0. */
export interface TextMap {
  readonly values: readonly number[];
  readonly rawMass: number;
}

export interface MethodResult {
  readonly id: string;
  readonly importance?: string;
  readonly startLayer: number;
  readonly image: ImageMap;
  readonly text: TextMap;
  /** What a reader must know to judge the map: baseline, steps and completeness error, window and stride. */
  readonly facts?: Readonly<Record<string, number | string>>;
}

export interface Answer {
  readonly text: string;
  readonly probability: number;
  readonly logit: number;
}

/**
 * One explanation: what `whylight explain --json` prints, what `window.whylight.last()` returns, what is exported and
 * re-opened. `image.sha256` is over the RGBA bytes that preprocessing received; milliseconds in `timings`.
 */
export interface ExplanationDocument {
  readonly schema: number;
  readonly model: { readonly id: string; readonly sha256: string };
  readonly image: { readonly sha256: string; readonly width: number; readonly height: number };
  readonly question: string;
  /** Display text of each token, special tokens included, e.g. `<|startoftext|>`, `what`, `is`, …, `<|endoftext|>`. */
  readonly tokens: readonly string[];
  /** Zero-shot models: the prompt, made from question and explained answer, whose tokens `tokens` are. */
  readonly prompt?: string;
  /**
   * Zero-shot models: the candidate answers that were given, or that the text was taken as a caption. Absent: those that
   * the question's own wording gives. The document is computed again with them.
   */
  readonly choices?: readonly string[] | 'caption';
  readonly answers: readonly Answer[];
  readonly target: { readonly answer: string; readonly versus?: string };
  readonly methods: readonly MethodResult[];
  readonly timings: Readonly<Record<string, number>>;
  /** Plain sentences a reader should know, e.g. that the question was cut at the model's length. */
  readonly notices?: readonly string[];
}
