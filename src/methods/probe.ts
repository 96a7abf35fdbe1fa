/** What methods that run the model again are given: one answered example whose inputs can be changed. */
import type { Grid, Stream } from '../anatomy';
import type { StreamMaps } from '../relevance/types';

/** Maps of a probe, with what a reader must know to judge them. */
export interface ProbedMaps {
  readonly maps: StreamMaps;
  readonly facts: Readonly<Record<string, number | string>>;
}

/** Which patches of the image, or which words of the text, are left in a run; all where left out. */
export interface Shortened {
  readonly patches?: readonly number[];
  /** Words by their numbers, from 0. */
  readonly words?: readonly number[];
}

/** Gradients of y at the inputs of several examples, one row an example. */
export interface InputGradients {
  /** ∂y/∂ pixels of each patch, [examples, patches, 3p²]. */
  readonly patches: Float32Array;
  /** ∂y/∂ embedding of each token, [examples, tokens, d]. */
  readonly embeds: Float32Array;
}

/** An example's inputs as numbers: what a path of integrated gradients runs along. */
export interface ProbeInputs {
  /** Normalised pixels of each patch, [patches, 3p²]. */
  readonly patches: Float32Array;
  /** Token plus position embeddings, [tokens, d]. */
  readonly embeds: Float32Array;
}

/** Pixels and embeddings of an example, and what y does as they change. */
export interface ProbedInputs {
  readonly given: ProbeInputs;
  /** What is left when the inputs are empty: mean-colour pixels, positions without words. */
  readonly empty: ProbeInputs;
  /** Gradients of y at inputs of the same shape. */
  gradients(rows: readonly ProbeInputs[]): Promise<InputGradients>;
  /** y at inputs of the same shape. */
  scores(rows: readonly ProbeInputs[]): Promise<readonly number[]>;
}

/** One answered example that can be run again with changed inputs; the engine makes it of any model that allows it. */
export interface Probe {
  readonly streams: readonly Stream[];
  /** Where patches lie on the image. */
  readonly grid: Grid;
  /** Word of each token, from 0; −1 for special tokens, which no method counts as evidence. */
  readonly wordIds: readonly number[];
  /** c of y = c · logits. */
  readonly target: Float32Array;
  /** Logits [runs, answers] of inputs that are equally long, run together. */
  logits(runs: readonly Shortened[]): Promise<Float32Array>;
  /** Inputs as numbers, where the model gives gradients with respect to them (`input-gradients`). */
  readonly inputs?: ProbedInputs;
  /** Puts one value a patch and one a token into maps of the streams. */
  maps(image: Float64Array, text: Float64Array): StreamMaps;
}
