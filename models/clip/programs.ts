import { withVersions } from '../../src/anatomy';
import type { BlockDraft } from '../../src/engine/block-values';
import { plannedBlocks, type PlannedBlock } from '../../src/engine/planned-blocks';
import { evidence, type Detail } from '../../src/engine/evidence';
import type { WeightFactory } from '../../src/engine/weights';
import { GraphBuilder } from '../../src/onnx/builder';
import type { Graph, Value } from '../../src/onnx/graph';
import { splitStages } from '../../src/onnx/stages';
import { patchLength, type ClipConfig } from './config';
import { imageEmbedding, textEmbedding, textTower, visionTower } from './towers';

export type Tower = 'image' | 'text';

/**
 * The two programs of one tower. `forward` gives the unit-length embedding `image_embedding` or `text_embedding`
 * [batch, projection_dim] and what `backward` needs of it; `backward` takes y's gradient with respect to that embedding
 * (`image_cotangent`, `text_cotangent`), since y = f(image embedding, text embeddings) meets each tower there only.
 */
export interface TowerPrograms {
  readonly forward: Graph;
  readonly backward: Graph;
  readonly blocks: readonly PlannedBlock[];
}

export interface TowerOptions {
  readonly detail: Detail;
  /**
   * The backward pass stops at blocks of this depth: earlier ones have forward outputs only. `forward` is the same for
   * every start layer, so that one session of it serves backward programs of all.
   */
  readonly startLayer?: number;
}

/** A tower in a builder, with the names under which it is run. */
interface Built {
  readonly stream: Tower;
  /** Index of the tower's first block in the forward order of the whole model. */
  readonly first: number;
  readonly blocks: readonly BlockDraft[];
  readonly embedding: Value;
  /** [B, 1, tokens]: picks the token that the embedding is read from. */
  readonly selector: Value;
  readonly inputs: Map<string, Value>;
}

/** How many layers deeper the deeper tower is than this one. */
function lagOf({ text_config: text, vision_config: vision }: ClipConfig, tower: Tower): number {
  const depth = Math.max(text.num_hidden_layers, vision.num_hidden_layers);
  return depth - { text, image: vision }[tower].num_hidden_layers;
}

/** Inputs `patches`, `image_base`, `class_selector`, `image_identity`; blocks are numbered from 0. */
export function visionPrograms(
  config: ClipConfig,
  weights: WeightFactory,
  options: TowerOptions,
): TowerPrograms {
  const g = new GraphBuilder();
  const w = weights(g);
  const { vision_config: vision } = config;
  const { inputs, declare } = inputsOf(g);
  const patches = declare('patches', ['batch', 'image_tokens', patchLength(vision)]);
  const base = declare('image_base', ['batch', 'image_tokens', vision.hidden_size]);
  const selector = declare('class_selector', ['batch', 1, 'image_tokens']);
  const lag = lagOf(config, 'image');
  const { hidden, blocks } = visionTower(g, w, vision, { patches, base, read: selector, lag });
  const embedding = imageEmbedding(g, w, config, hidden);
  return towerPrograms(g, { stream: 'image', first: 0, blocks, embedding, selector, inputs }, options);
}

/** Inputs `text_embeds`, `causal_mask`, `end_selector`, `text_identity`; blocks are numbered after the vision tower's. */
export function textPrograms(
  config: ClipConfig,
  weights: WeightFactory,
  options: TowerOptions,
): TowerPrograms {
  const g = new GraphBuilder();
  const w = weights(g);
  const { text_config: text, vision_config: vision } = config;
  const first = vision.num_hidden_layers;
  const { inputs, declare } = inputsOf(g);
  const embeds = declare('text_embeds', ['batch', 'text_tokens', text.hidden_size]);
  const mask = declare('causal_mask', [1, 1, 'text_tokens', 'text_tokens']);
  const selector = declare('end_selector', ['batch', 1, 'text_tokens']);
  const lag = lagOf(config, 'text');
  const { hidden, blocks } = textTower(g, w, text, { embeds, mask, read: selector, lag });
  const embedding = textEmbedding(g, w, config, hidden);
  return towerPrograms(g, { stream: 'text', first, blocks, embedding, selector, inputs }, options);
}

function inputsOf(g: GraphBuilder) {
  const inputs = new Map<string, Value>();
  const declare = (name: string, shape: (number | string)[]): Value => {
    const value = g.input(name, 'float32', shape);
    inputs.set(name, value);
    return value;
  };
  return { inputs, declare };
}

function towerPrograms(g: GraphBuilder, tower: Built, options: TowerOptions): TowerPrograms {
  const { stream, first, embedding, inputs, selector } = tower;
  const { startLayer = 0, detail } = options;
  const width = embedding.shape.at(-1)!;
  const identity = g.input(`${stream}_identity`, 'float32', [`${stream}_tokens`, `${stream}_tokens`]);
  inputs.set(identity.name, identity);
  const cotangent = g.input(`${stream}_cotangent`, 'float32', ['batch', width]);
  // An image is encoded once and asked many things; of many prompts one is explained, so that they only give embeddings.
  const hurry = stream === 'text' ? { only: [embedding] } : {};
  const stages = [
    { name: `${stream}.forward`, inputs: [...inputs.values()], ...hurry },
    { name: `${stream}.backward`, inputs: [cotangent] },
  ];
  // Versions count over the blocks of both towers.
  const blocks = withVersions(tower.blocks).map((block) => ({
    ...block,
    queryVersion: shifted(block.queryVersion, first),
    keyVersion: shifted(block.keyVersion, first),
  }));
  const split = (from: number) => {
    const { outputs } = evidence(g, {
      blocks,
      first,
      start: [{ value: embedding, ct: cotangent }],
      detail,
      startLayer: from,
      read: [stream],
      identity: () => identity,
      selector,
    });
    return splitStages(stages, { [`${stream}_embedding`]: embedding, ...outputs }) as [Graph, Graph];
  };
  // The whole first: the builder then finds every node of a shorter backward pass again, under the same name.
  const [forward, whole] = split(0);
  const backward = startLayer === 0 ? whole : split(startLayer)[1];
  const reached = blocks.map(() => true);
  return { forward, backward, blocks: plannedBlocks(blocks, reached, [forward]) };
}

const shifted = (version: number, first: number): number => (version < 0 ? version : version + first);
