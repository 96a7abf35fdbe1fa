/** What a method is: one file gives all of it. */
import type { ReadOut, Stream } from '../anatomy';
import type { Block, Importance } from '../relevance/types';
import type { AccumulationRule } from '../relevance/rule';
import type { Citation } from './citations';

/**
 * What a method needs of the model: its attention maps; their gradients; an importance for each token; the values that the
 * last block mixes; gradients of pixels and embeddings; further runs of the whole model. A model says which it gives.
 */
export const NEEDS = [
  'attention',
  'attention-gradients',
  'importance',
  'last-block-values',
  'input-gradients',
  'model-runs',
] as const;

export type Need = (typeof NEEDS)[number];

/** Rough price: nothing; one backward pass; one backward pass for each of many steps; many forward passes. */
export type Cost = 'none' | 'one-backward' | 'many-backwards' | 'many-forwards';

/** A method with everything that fixes its maps. */
export interface MethodOptions {
  readonly id: string;
  /** Methods that need none ignore it. */
  readonly importance?: Importance | undefined;
  /** Blocks whose depth is below it are left out; 0 when left out. */
  readonly startLayer?: number | undefined;
  /** 0 when left out. */
  readonly seed?: number | undefined;
}

/** One value a token of every stream, by the stream's name; not normalised. */
export type StreamMaps = Readonly<Record<string, Float64Array>>;

/** What attention methods are computed from. */
export interface Evidence {
  readonly streams: readonly Stream[];
  /** In the order of the forward pass. */
  readonly blocks: readonly Block[];
  readonly readOuts: readonly ReadOut[];
}

/** Maps of a probe, with what a reader must know to judge them. */
export interface ProbedMaps {
  readonly maps: StreamMaps;
  readonly facts: Readonly<Record<string, number | string>>;
}

/** How a method is computed. */
export type Computation =
  /** Relevance accumulated over blocks; the rule says how rows are weighted. @throws MethodError for a missing importance */
  | { readonly kind: 'accumulation'; readonly rule: (options: MethodOptions) => AccumulationRule }
  /** Maps straight from what the blocks left behind. */
  | { readonly kind: 'evidence'; readonly maps: (evidence: Evidence, options: MethodOptions) => StreamMaps }
  /** Runs the model again, on changed inputs; see `Probe`. */
  | { readonly kind: 'probe'; readonly maps: (probe: Probe) => Promise<ProbedMaps> };

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

/** One answered example that can be run again with changed inputs; the engine makes it of any model that allows it. */
export interface Probe {
  readonly streams: readonly Stream[];
  /** Where patches lie on the image. */
  readonly grid: { readonly rows: number; readonly cols: number };
  /** Word of each token, from 0; −1 for special tokens, which no method counts as evidence. */
  readonly wordIds: readonly number[];
  /** c of y = c · logits. */
  readonly target: Float32Array;
  /** Logits [runs, answers] of shortened inputs, run together where they are equally long. */
  logits(runs: readonly Shortened[]): Promise<Float32Array>;
  /** The inputs, and what is left of them when they are empty: mean-colour pixels, positions without words. */
  readonly inputs?: { readonly given: ProbeInputs; readonly empty: ProbeInputs };
  /** Gradients of y at other inputs of the same shape. Where the model gives `input-gradients`. */
  gradients?(rows: readonly ProbeInputs[]): Promise<InputGradients>;
  /** y at other inputs of the same shape. */
  scores?(rows: readonly ProbeInputs[]): Promise<readonly number[]>;
  /** Puts one value a patch and one a token into maps of the streams. */
  maps(image: Float64Array, text: Float64Array): StreamMaps;
}

/** Variants of a method that are offered apart, such as one an importance. */
export interface Variant {
  readonly importance?: Importance;
  /** Tells it from the others: `recommended`, `norm`. */
  readonly name: string;
  /** Completes the method's help. */
  readonly help: string;
}

/** What the page says of a method that it offers. */
export interface MethodPage {
  readonly group: 'Accumulated relevance' | 'Baselines' | 'Controls';
  /** Two sentences. */
  readonly help: string;
  readonly variants?: readonly Variant[];
  /** Where it comes from, where that is more than its citation says. */
  readonly paper?: string;
}

export interface Method<Id extends string = string> {
  /** As the command line, links and documents spell it. */
  readonly id: Id;
  /** Its number in links: never changed, never used again for another method. */
  readonly link: number;
  readonly title: string;
  /** One sentence on what the method does, for people. */
  readonly sentence: string;
  /** The paper, or null for a control that has none. */
  readonly citation: Citation | null;
  readonly cost: Cost;
  readonly needs: readonly Need[];
  /** Takes the start layer into account. */
  readonly usesStartLayer: boolean;
  /** Depends on a seed. */
  readonly seeded: boolean;
  /** Null where the page does not offer it. */
  readonly page: MethodPage | null;
  readonly compute: Computation;
}

/** A method of the table; its id stays a literal type, from which `MethodId` is made. */
export const method = <const Id extends string>(definition: Method<Id>): Method<Id> => definition;
