/** What a method is: one file gives all of it. */
import type { ReadOut, Stream } from '../anatomy';
import type { Block, Importance, StreamMaps } from '../relevance/types';
import type { AccumulationRule } from '../relevance/rule';
import type { Citation } from './citations';
import type { Probe, ProbedMaps } from './probe';

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

/** What attention methods are computed from. */
export interface Evidence {
  readonly streams: readonly Stream[];
  /** In the order of the forward pass. */
  readonly blocks: readonly Block[];
  readonly readOuts: readonly ReadOut[];
}

/** How a method is computed. */
export type Computation =
  /** Relevance accumulated over blocks; the rule says how rows are weighted. @throws MethodError for a missing importance */
  | { readonly kind: 'accumulation'; readonly rule: (options: MethodOptions) => AccumulationRule }
  /** Maps straight from what the blocks left behind. */
  | { readonly kind: 'evidence'; readonly maps: (evidence: Evidence, options: MethodOptions) => StreamMaps }
  /** Runs the model again, on changed inputs; see `Probe`. */
  | { readonly kind: 'probe'; readonly maps: (probe: Probe) => Promise<ProbedMaps> };

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
  /** Place among the methods of its group. */
  readonly place: number;
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
