/** A tower as programs: forward to its embedding, and backward from the gradient with respect to that. */
import { withVersions, type StreamId } from '../../src/anatomy';
import type { BlockDraft } from '../../src/engine/block-values';
import { plannedBlocks, type PlannedBlock } from '../../src/engine/planned-blocks';
import { evidence, type Detail } from '../../src/engine/evidence';
import type { GraphBuilder } from '../../src/onnx/builder';
import type { Graph, Value } from '../../src/onnx/graph';
import { splitStages } from '../../src/onnx/stages';
import type { TowersConfig } from './config';

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
export interface Built {
  readonly tower: Tower;
  /** Index of the tower's first block in the forward order of the whole model. */
  readonly first: number;
  readonly blocks: readonly BlockDraft[];
  readonly embedding: Value;
  /** Streams that the embedding is read from; the tower's own when left out. */
  readonly read?: readonly StreamId[];
  /** [B, 1, tokens]: picks the token that the embedding is read from, where Grad-ECLIP is to have what it needs. */
  readonly selector?: Value;
  readonly inputs: Map<string, Value>;
}

/** How many layers deeper the deeper tower is than this one. */
export function lagOf({ text_config: text, vision_config: vision }: TowersConfig, tower: Tower): number {
  const depth = Math.max(text.num_hidden_layers, vision.num_hidden_layers);
  return depth - { text, image: vision }[tower].num_hidden_layers;
}

/** Declares inputs of a graph and collects them. */
export function inputsOf(g: GraphBuilder) {
  const inputs = new Map<string, Value>();
  const declare = (name: string, shape: (number | string)[]): Value => {
    const value = g.input(name, 'float32', shape);
    inputs.set(name, value);
    return value;
  };
  return { inputs, declare };
}

/** The programs of a tower: `TOWER_identity` and `TOWER_cotangent` are their further inputs. */
export function towerPrograms(g: GraphBuilder, built: Built, options: TowerOptions): TowerPrograms {
  const { tower: stream, first, embedding, inputs, selector, read = [stream] } = built;
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
  const blocks = withVersions(built.blocks).map((block) => ({
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
      read,
      identity: () => identity,
      ...(selector ? { selector } : {}),
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
