import { gradients } from '../../src/grad/gradients';
import { GraphBuilder } from '../../src/onnx/builder';
import type { Graph, Value } from '../../src/onnx/graph';
import { splitStages } from '../../src/onnx/stages';
import { patchLength, type ClipConfig } from './config';
import type { AttentionBlock } from './layers';
import { imageEmbedding, textEmbedding, textTower, visionTower } from './towers';
import { clampedMean, gradCam, importances } from '../clipmapper/evidence';
import type { ProgramBlock, WeightFactory } from '../clipmapper/programs';
import { eclipParts } from './eclip';

/**
 * The two programs of one tower. `forward` gives the unit-length embedding `image_embedding` or `text_embedding`
 * [batch, projection_dim] and what `backward` needs of it; `backward` takes y's gradient with respect to that embedding
 * (`image_cotangent`, `text_cotangent`), since y = f(image embedding, text embeddings) meets each tower there only.
 */
export interface TowerPrograms {
  readonly forward: Graph;
  readonly backward: Graph;
  readonly blocks: readonly ProgramBlock[];
}

export interface TowerOptions {
  /** As in `clipmapperPrograms`; `reduced` adds `N.eclip` of the last block (see `eclipParts`). */
  readonly detail: 'reduced' | 'full' | 'inputs';
  /**
   * The backward pass stops at this block: earlier ones have forward outputs only. `forward` is the same for every start
   * layer, so that one session of it serves backward programs of all.
   */
  readonly startLayer?: number;
}

/** A tower in a builder, with the names under which it is run. */
interface Built {
  readonly stream: 'image' | 'text';
  /** Index of the tower's first block in the forward order of the whole model. */
  readonly first: number;
  readonly blocks: readonly AttentionBlock[];
  readonly embedding: Value;
  /** [B, 1, tokens]: picks the token that the embedding is read from. */
  readonly selector: Value;
  readonly inputs: Map<string, Value>;
  /** What `d NAME` is the gradient of, and its name. */
  readonly source: string;
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
  const { hidden, blocks } = visionTower(g, w, vision, { patches, base, read: selector });
  const embedding = imageEmbedding(g, w, config, hidden);
  const built = {
    stream: 'image',
    first: 0,
    blocks,
    embedding,
    selector,
    inputs,
    source: 'patches',
  } as const;
  return towerPrograms(g, built, options);
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
  const { hidden, blocks } = textTower(g, w, text, { embeds, mask, read: selector }, first);
  const embedding = textEmbedding(g, w, config, hidden);
  const built = {
    stream: 'text',
    first,
    blocks,
    embedding,
    selector,
    inputs,
    source: 'text_embeds',
  } as const;
  return towerPrograms(g, built, options);
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
  const { stream, first, blocks, embedding, inputs } = tower;
  const { startLayer = 0 } = options;
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
  const split = (from: number) => {
    const outputs = explanation(g, tower, cotangent, identity, options.detail, from);
    return splitStages(stages, { [`${stream}_embedding`]: embedding, ...outputs }) as [Graph, Graph];
  };
  // The whole first: the builder then finds every node of a shorter backward pass again, under the same name.
  const [forward, whole] = split(0);
  const backward = startLayer === 0 ? whole : split(startLayer)[1];
  const carried = new Set(forward.outputs.map(({ value }) => value));
  return {
    forward,
    backward,
    blocks: blocks.map(({ kind, layer, query, key, heads, attention }) => ({
      kind,
      layer,
      group: first + layer,
      query,
      key,
      heads,
      reached: layer >= startLayer,
      ...(carried.has(attention) ? { attention: attention.name } : {}),
    })),
  };
}

function explanation(
  g: GraphBuilder,
  { first, blocks, embedding, selector, inputs, source }: Built,
  cotangent: Value,
  identity: Value,
  detail: TowerOptions['detail'],
  startLayer: number,
): Record<string, Value> {
  const start = [{ value: embedding, ct: cotangent }];
  if (detail === 'inputs') {
    const [ct] = gradients(g, start, [inputs.get(source)!]);
    if (!ct) throw new Error(`The embedding does not depend on ${source}.`);
    return { [`d ${source}`]: ct };
  }
  const wanted = blocks.filter(({ layer }) => layer >= startLayer);
  const found = gradients(g, start, [
    ...wanted.map(({ attention }) => attention),
    ...wanted.map(({ sum }) => sum),
  ]);
  const outputs: Record<string, Value> = {};
  blocks.forEach((block, n) => {
    const at = first + n;
    const place = wanted.indexOf(block);
    const [ctA, ctSum] = place < 0 ? [] : [found[place], found[wanted.length + place]];
    if (detail === 'full') {
      Object.assign(outputs, {
        [`${at}.attention`]: block.attention,
        [`${at}.residual`]: block.residual,
        [`${at}.output`]: block.output,
        ...(ctA && ctSum ? { [`${at}.gradient`]: ctA, [`${at}.output_gradient`]: ctSum } : {}),
      });
      return;
    }
    // Of every block, whatever the start layer: raw attention and rollout read it.
    outputs[`${at}.attention`] = g.reduceMean(block.attention, [1], 0);
    if (!ctA || !ctSum) return;
    outputs[`${at}.abar`] = clampedMean(g, block.attention, ctA);
    outputs[`${at}.importance`] = importances(g, block, ctSum, identity);
    if (n === blocks.length - 1) {
      outputs[`${at}.gradcam`] = gradCam(g, block.attention, ctA);
      outputs[`${at}.eclip`] = eclipParts(g, block, ctSum, selector);
    }
  });
  return outputs;
}
