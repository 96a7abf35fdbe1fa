import { CITATIONS, type Citation } from './citations';
import { MethodError } from '../relevance/errors';
import type { MethodId } from './method-id';

/** `mapper`: CLIPmapper, read at the question's end token; `two-tower`: CLIP, image and text read each in its tower. */
export type Architecture = 'mapper' | 'two-tower';

/**
 * What a method needs of the model: its attention maps; their gradients; an importance for each token; the values of the
 * last block; gradients of pixels and embeddings; further runs of the whole model.
 */
export type Need =
  'attention' | 'attention-gradients' | 'importance' | 'last-block-values' | 'input-gradients' | 'model-runs';

/** Rough price: nothing; one backward pass; one backward pass for each of many steps; many forward passes. */
export type Cost = 'none' | 'one-backward' | 'many-backwards' | 'many-forwards';

export interface Method {
  readonly id: MethodId;
  /** Its number in links: never changed, never used again for another method. */
  readonly link: number;
  readonly title: string;
  /** One sentence on what the method does, for people. */
  readonly sentence: string;
  /** The paper, or null for a control that has none. */
  readonly citation: Citation | null;
  readonly cost: Cost;
  readonly serves: readonly Architecture[];
  readonly needs: readonly Need[];
  /** Takes `startLayer` into account. */
  readonly usesStartLayer: boolean;
  /** Depends on a seed. */
  readonly seeded: boolean;
}

const BOTH: readonly Architecture[] = ['mapper', 'two-tower'];

const ACCUMULATION = {
  cost: 'one-backward',
  serves: BOTH,
  needs: ['attention-gradients'],
  usesStartLayer: true,
  seeded: false,
} as const;

const WEIGHTED = { ...ACCUMULATION, needs: ['attention-gradients', 'importance'] } as const;

const SINGLE = { serves: BOTH, usesStartLayer: false, seeded: false } as const;

const TABLE: { readonly [Id in MethodId]: Omit<Method, 'id'> } = {
  equal: {
    link: 0,
    ...ACCUMULATION,
    title: 'Equal relevance',
    sentence:
      'Follows attention, weighted by its gradient, through all layers; what a token held before attention and what attention added count the same.',
    citation: CITATIONS.chefer2021generic,
  },
  weighted: {
    link: 1,
    ...WEIGHTED,
    title: 'Weighted relevance',
    sentence:
      'Equal relevance in which what attention added counts by its importance relative to what the token held before.',
    citation: CITATIONS.huang2023weighted,
  },
  convex: {
    link: 2,
    ...WEIGHTED,
    title: 'Convex relevance',
    sentence:
      'An ablation of weighted relevance in which the two sides share a fixed weight of two, so what was there before can lose weight too.',
    citation: CITATIONS.huang2023weighted,
  },
  'layer-mean': {
    link: 3,
    ...WEIGHTED,
    title: 'Layer-mean control',
    sentence:
      'Weighted relevance with one weight a layer, the mean: tells whether tokens matter or only layers.',
    citation: null,
  },
  shuffled: {
    link: 4,
    ...WEIGHTED,
    title: 'Shuffled control',
    sentence: 'Weighted relevance with the weights of each layer dealt to its tokens at random.',
    citation: null,
    seeded: true,
  },
  'equal-no-normalisation': {
    link: 5,
    ...ACCUMULATION,
    title: 'Equal, not normalised',
    sentence: 'Equal relevance without the row normalisation before cross-attention (eqs. 8 and 9).',
    citation: CITATIONS.chefer2021generic,
  },
  'equal-no-self': {
    link: 6,
    ...ACCUMULATION,
    title: 'Equal, without self terms',
    sentence:
      'Equal relevance in which cross-attention adds its own map alone (no self-attention in eq. 10).',
    citation: CITATIONS.chefer2021generic,
  },
  raw: {
    link: 7,
    ...SINGLE,
    title: 'Raw attention',
    sentence:
      'The attention of the last layer, averaged over heads: where the model looked last, whatever it made of it.',
    citation: CITATIONS.chefer2021generic,
    cost: 'none',
    needs: ['attention'],
  },
  rollout: {
    link: 8,
    ...SINGLE,
    title: 'Attention rollout',
    sentence: 'Multiplies the attention of all layers through, without regard to the answer.',
    citation: CITATIONS.abnar2020rollout,
    cost: 'none',
    needs: ['attention'],
    usesStartLayer: true,
  },
  gradcam: {
    link: 9,
    ...SINGLE,
    title: 'Attention Grad-CAM',
    sentence: 'The attention of the last layer with each head weighted by its mean gradient.',
    citation: CITATIONS.selvaraju2017gradcam,
    cost: 'one-backward',
    needs: ['attention-gradients'],
  },
  random: {
    link: 10,
    ...SINGLE,
    title: 'Random',
    sentence: 'Random numbers: what every method has to beat.',
    citation: null,
    cost: 'none',
    needs: [],
    seeded: true,
  },
  centre: {
    link: 11,
    ...SINGLE,
    title: 'Centre',
    sentence:
      'A fixed bump in the middle of the image and of the question: beating it shows more than centre bias.',
    citation: CITATIONS.judd2009learning,
    cost: 'none',
    needs: [],
  },
  occlusion: {
    link: 12,
    ...SINGLE,
    title: 'Occlusion',
    sentence:
      'How far the score falls when a window of patches, or a word, is hidden: slow, and blind to how the model works.',
    citation: CITATIONS.zeiler2014visualizing,
    cost: 'many-forwards',
    needs: ['model-runs'],
  },
  inputxgradient: {
    link: 13,
    ...SINGLE,
    title: 'Input × gradient',
    sentence: 'Pixels and word embeddings times their gradient, summed over each patch and word.',
    citation: CITATIONS.shrikumar2016black,
    cost: 'one-backward',
    serves: ['mapper'],
    needs: ['input-gradients'],
  },
  'integrated-gradients': {
    link: 14,
    ...SINGLE,
    title: 'Integrated gradients',
    sentence:
      'Input × gradient averaged on the way from an empty input to this one, so that the parts sum to the change of the score.',
    citation: CITATIONS.sundararajan2017axiomatic,
    cost: 'many-backwards',
    serves: ['mapper'],
    needs: ['input-gradients'],
  },
  'grad-eclip': {
    link: 15,
    ...SINGLE,
    title: 'Grad-ECLIP',
    sentence:
      'Values of the last layer weighted by the gradient of their channels and by a softened attention; made for CLIP scores.',
    citation: CITATIONS.zhao2024gradeclip,
    cost: 'one-backward',
    serves: ['two-tower'],
    needs: ['last-block-values'],
  },
};

/** All methods, in the order in which tables list them. */
export const METHODS: readonly Method[] = (Object.keys(TABLE) as MethodId[]).map((id) => ({
  id,
  ...TABLE[id],
}));

/**
 * The method of that id.
 *
 * @throws MethodError that lists the known methods when there is none.
 */
export function methodById(id: string): Method {
  const found = METHODS.find((method) => method.id === id);
  if (found === undefined) {
    throw new MethodError(
      `There is no method "${id}"; choose from ${METHODS.map((method) => method.id).join(', ')}.`,
    );
  }
  return found;
}

/** Throws a MethodError that says why when a method makes no sense for an architecture. */
export function requireServes(method: Method, architecture: Architecture): void {
  if (method.serves.includes(architecture)) return;
  const kind = (a: Architecture) => (a === 'mapper' ? 'a CLIPmapper' : 'a two-tower CLIP score');
  throw new MethodError(
    `Method ${method.id} explains ${method.serves.map(kind).join(' or ')}; this model is ${kind(architecture)}.`,
  );
}
