import { gradients } from '../../src/grad/gradients';
import { GraphBuilder } from '../../src/onnx/builder';
import type { Graph, Value } from '../../src/onnx/graph';
import { splitStages } from '../../src/onnx/stages';
import type { AttentionBlock, BlockPlace, Weights } from '../clip/layers';
import type { ClipmapperConfig } from './config';
import { clampedMean, gradCam, importances } from './evidence';
import { network, type Network } from './network';

/** A block as the engine needs it: where it stands, and whether the answer's gradient reaches it. */
export interface ProgramBlock extends BlockPlace {
  readonly heads: number;
  readonly reached: boolean;
  /** Name under which the attention of all heads [B, h, s, q] travels between programs, if it does. */
  readonly attention?: string;
}

/**
 * The programs of one explanation. `vision` runs once an image, `answer` once a question, `explain` once a question and
 * target. What one needs from another travels under the name of the value; the named outputs (`logits`, `0.abar`, …)
 * come from the earliest program that can compute them, except that `answer` computes what the logits need and no more.
 */
export interface Programs {
  readonly vision: Graph;
  readonly answer: Graph;
  readonly explain: Graph;
  readonly blocks: readonly ProgramBlock[];
}

export interface ProgramOptions {
  /**
   * `reduced`: for each reached block `N.abar`, `N.attention` (head means), `N.importance`, and `N.gradcam` in the last
   * mapper layer. `full`: all heads, `N.attention` and `N.gradient` [B, h, s, q], `N.residual`, `N.output`,
   * `N.output_gradient` [B, s, d]; blocks that the gradient does not reach lack the two gradients.
   * `inputs`: `d patches` and `d text_embeds`.
   */
  readonly detail: 'reduced' | 'full' | 'inputs';
  /** Declares key masks, with which any set of tokens can be hidden. */
  readonly keyMasks?: boolean;
}

/** Gives weights to a builder: an initializer in the pages' programs, an input in training. */
export type WeightFactory = (g: GraphBuilder) => Weights;

/**
 * Builds the three programs of a CLIPmapper. The explanation's input `target` [batch, answers] is the vector c of
 * y = c · logits: one-hot, or e_A − e_B for "A rather than B".
 */
export function clipmapperPrograms(
  config: ClipmapperConfig,
  answers: number,
  weights: WeightFactory,
  options: ProgramOptions,
): Programs {
  const g = new GraphBuilder();
  const net = network(g, weights(g), config, answers, options.keyMasks);
  const target = g.input('target', 'float32', ['batch', answers]);
  const { outputs, reached } = explanation(g, net, target, options.detail);
  const [vision, answer, explain] = splitStages(
    [
      { name: 'vision.forward', inputs: [...net.inputs.image.values()] },
      { name: 'answer.forward', inputs: [...net.inputs.text.values()], only: [net.logits] },
      { name: 'explain.backward', inputs: [target] },
    ],
    { logits: net.logits, ...outputs },
  );
  const carried = new Set([...vision!.outputs, ...answer!.outputs].map(({ value }) => value));
  return {
    vision: vision!,
    answer: answer!,
    explain: explain!,
    blocks: net.blocks.map((block, i) => ({
      ...placeOf(block),
      heads: block.heads,
      reached: reached[i]!,
      ...(carried.has(block.attention) ? { attention: block.attention.name } : {}),
    })),
  };
}

const placeOf = ({ kind, layer, group, query, key }: AttentionBlock): BlockPlace => ({
  kind,
  layer,
  group,
  query,
  key,
});

function explanation(
  g: GraphBuilder,
  net: Network,
  target: Value,
  detail: ProgramOptions['detail'],
): { outputs: Record<string, Value>; reached: boolean[] } {
  const { blocks } = net;
  const start = [{ value: net.logits, ct: target }];
  const ends = [net.inputs.image.get('patches')!, net.inputs.text.get('text_embeds')!];
  const targets = [...blocks.map(({ attention }) => attention), ...blocks.map(({ sum }) => sum), ...ends];
  const found = gradients(g, start, targets);
  const outputs: Record<string, Value> = {};
  const reached = blocks.map((_, i) => found[i] !== undefined);
  if (detail === 'inputs') {
    const [patches, embeds] = found.slice(-2);
    if (!patches || !embeds) throw new Error('The answer does not depend on image and text.');
    return { outputs: { 'd patches': patches, 'd text_embeds': embeds }, reached };
  }
  const identityOf = ({ query, key }: AttentionBlock): Value | undefined => {
    if (query !== key) return undefined;
    const [name, tokens] = [`${query}_identity`, `${query}_tokens`];
    const declared = net.inputs[query];
    if (!declared.has(name)) declared.set(name, g.input(name, 'float32', [tokens, tokens]));
    return declared.get(name);
  };
  const lastLayer = Math.max(
    ...blocks.filter(({ kind }) => kind.startsWith('mapper')).map(({ layer }) => layer),
  );
  blocks.forEach((block, i) => {
    const [ctA, ctSum] = [found[i], found[blocks.length + i]];
    if (detail === 'full') {
      outputs[`${i}.attention`] = block.attention;
      if (ctA && ctSum) {
        outputs[`${i}.gradient`] = ctA;
        outputs[`${i}.output_gradient`] = ctSum;
      }
      outputs[`${i}.residual`] = block.residual;
      outputs[`${i}.output`] = block.output;
      return;
    }
    if (!ctA || !ctSum) return;
    outputs[`${i}.abar`] = clampedMean(g, block.attention, ctA);
    outputs[`${i}.attention`] = g.reduceMean(block.attention, [1], 0);
    outputs[`${i}.importance`] = importances(g, block, ctSum, identityOf(block));
    if (block.query === 'text' && block.kind.startsWith('mapper') && block.layer === lastLayer) {
      outputs[`${i}.gradcam`] = gradCam(g, block.attention, ctA);
    }
  });
  return { outputs, reached };
}
