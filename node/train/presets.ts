import type { ClipmapperConfig } from '../../models/clipmapper/config';
import type { Topic } from '../../src/scene';
import { stickerConfig } from './settings';

/** One stage of training on sticker scenes. */
export interface StagePlan {
  readonly steps: number;
  /** Images per step. */
  readonly images: number;
  /** Largest learning rate. */
  readonly peak: number;
  /** Questions per image; 0 while the mapper does not learn. */
  readonly questions: number;
  /** Families of questions about scenes, a family that is asked more often listed more often; each once when left out. */
  readonly families?: readonly Topic[];
  /** Whether captions are contrasted with images; yes when left out. */
  readonly captions?: boolean;
  /** Factor on the learning rate of CLIP's own parameters; 1 when left out. */
  readonly clipRate?: number;
  /** Whether the mapper, if no earlier stage trained one, starts from CLIP's projections (`startFromClip`) and not at random. */
  readonly mapperFromClip?: boolean;
  /** Share of the steps that leave out background; `DROPOUT_DEFAULTS`' when left out. */
  readonly background?: number;
  /** Factor of each loss: `labels`, `contrastive`, `alignment`, `answers`; a loss without one is left out. */
  readonly weights: Readonly<Record<string, number>>;
}

/** An architecture with what it takes to train it. */
export interface Preset {
  /** The architecture for a tokenizer of so many tokens. */
  config(tokens: number): ClipmapperConfig;
  /** Most tokens of a tokenizer that is made for it. */
  readonly tokens: number;
  /** On sticker scenes, in this order. On a folder of questions only the last is run, on answers alone. */
  readonly stages: Readonly<Partial<Record<StageName, StagePlan>>> & { readonly mapper: StagePlan };
}

/** In the order in which they run. */
export const STAGES = ['labels', 'clip', 'places', 'relations', 'directions', 'mapper'] as const;
export type StageName = (typeof STAGES)[number];

/** A list with each family as often as it says. */
const shares = (often: Readonly<Partial<Record<Topic, number>>>): Topic[] =>
  Object.entries(often).flatMap(([topic, times]) => Array<Topic>(times).fill(topic as Topic));

/** The bundled model's, and a small one with which a training can be tried in a minute. */
export const PRESETS: Readonly<Record<'stickers' | 'tiny', Preset>> = {
  stickers: {
    config: stickerConfig,
    tokens: 1024,
    stages: {
      labels: {
        steps: 1500,
        images: 32,
        peak: 1.5e-3,
        questions: 0,
        captions: false,
        weights: { labels: 1 },
      },
      clip: {
        steps: 600,
        images: 32,
        peak: 1e-3,
        questions: 0,
        weights: { contrastive: 0.5, labels: 1, alignment: 0.5 },
      },
      // Where things are is read by nothing that CLIP learned: until the mapper finds out how, places and relations stay
      // at chance, and among all the families too few questions ask for it.
      places: {
        steps: 1000,
        images: 16,
        peak: 7e-4,
        questions: 8,
        families: shares({
          where: 6,
          relation: 2,
          counting: 1,
          comparison: 1,
          colour: 1,
          category: 1,
          existence: 1,
          logic: 1,
        }),
        clipRate: 0.6,
        mapperFromClip: true,
        weights: { answers: 1, contrastive: 0.1, labels: 0.3, alignment: 0.1 },
      },
      // "Left or right of" asks for no more than the difference of two places; "is it left of" then turns it into yes and
      // no, and "what is left of" into a place to look at.
      relations: {
        steps: 1500,
        images: 16,
        peak: 7e-4,
        questions: 8,
        families: shares({
          'relation.either': 4,
          'relation.closed': 2,
          'relation.open': 3,
          where: 3,
          counting: 3,
          comparison: 2,
          colour: 1,
          category: 1,
          existence: 1,
          logic: 1,
        }),
        clipRate: 0.6,
        mapperFromClip: true,
        weights: { answers: 1, contrastive: 0.1, labels: 0.3, alignment: 0.1 },
      },
      // "Is it left of" is a parity of the side and the word: it stays at chance until the side alone decides. With "left" and
      // "above" alone a yes always means the same side.
      directions: {
        steps: 600,
        images: 24,
        peak: 5e-4,
        questions: 6,
        families: shares({
          'relation.oneway': 6,
          'relation.either': 2,
          'relation.open': 2,
          'comparison.size': 2,
          'comparison.number': 1,
          counting: 4,
          where: 2,
          colour: 1,
          category: 1,
          existence: 1,
          logic: 1,
        }),
        clipRate: 0.6,
        background: 0.85,
        mapperFromClip: true,
        weights: { answers: 1, contrastive: 0.1, labels: 0.6, alignment: 0.1 },
      },
      // What is learned slowly is asked more often. The background stays: a model that learns to count without it counts
      // wrongly with it.
      mapper: {
        steps: 5500,
        images: 32,
        peak: 4.5e-4,
        questions: 4,
        families: shares({
          'relation.oneway': 1,
          'relation.closed': 4,
          'relation.either': 1,
          'relation.open': 3,
          'comparison.size': 2,
          'comparison.number': 1,
          counting: 4,
          where: 2,
          background: 1,
          colour: 1,
          category: 1,
          existence: 1,
          logic: 1,
        }),
        clipRate: 0.7,
        background: 0.25,
        mapperFromClip: true,
        weights: { answers: 1, contrastive: 0.1, labels: 1, alignment: 0.1 },
      },
    },
  },
  tiny: {
    config: tinyConfig,
    tokens: 700,
    stages: {
      labels: { steps: 20, images: 4, peak: 3e-3, questions: 0, captions: false, weights: { labels: 1 } },
      clip: {
        steps: 20,
        images: 4,
        peak: 3e-3,
        questions: 0,
        weights: { contrastive: 0.5, labels: 1, alignment: 0.5 },
      },
      mapper: {
        steps: 200,
        images: 8,
        peak: 3e-3,
        questions: 2,
        mapperFromClip: true,
        weights: { answers: 1, contrastive: 0.1, labels: 0.3, alignment: 0.1 },
      },
    },
  },
};

export type PresetName = keyof typeof PRESETS;

/** 4 × 4 patches of 8 pixels, one layer per tower. */
function tinyConfig(tokens: number): ClipmapperConfig {
  const common = {
    hidden_size: 32,
    intermediate_size: 64,
    num_attention_heads: 2,
    num_hidden_layers: 1,
    hidden_act: 'quick_gelu' as const,
    layer_norm_eps: 1e-5,
  };
  return {
    clip: {
      projection_dim: 32,
      logit_scale_init_value: 2.6592,
      text_config: { ...common, vocab_size: tokens, max_position_embeddings: 48 },
      vision_config: { ...common, num_channels: 3, image_size: 32, patch_size: 8 },
    },
    mapper: common,
  };
}
