import { gradients } from '../../src/grad/gradients';
import { GraphBuilder } from '../../src/onnx/builder';
import type { Graph, Value } from '../../src/onnx/graph';
import { splitStages } from '../../src/onnx/stages';
import type { StreamId } from '../../src/anatomy';
import { plannedBlocks, type PlannedBlock } from '../../src/engine/planned-blocks';
import { evidence, type Detail } from '../../src/engine/evidence';
import type { WeightFactory } from '../../src/engine/weights';
import type { ClipmapperConfig } from './config';
import { network, type Network } from './network';
import type { Head } from './mapper';

/**
 * The programs of one explanation. `vision` runs once an image, `answer` once a question, `explain` once a question and
 * target. What one needs from another travels under the name of the value; the named outputs (`logits`, `0.abar`, …)
 * come from the earliest program that can compute them, except that `answer` computes what the logits need and no more.
 */
export interface Programs {
  readonly vision: Graph;
  readonly answer: Graph;
  readonly explain: Graph;
  readonly blocks: readonly PlannedBlock[];
}

export interface ProgramOptions {
  /** What of each block is wanted (see `evidence`); or `inputs`: `d patches` and `d text_embeds`. */
  readonly detail: Detail | 'inputs';
  /** Declares key masks, with which any set of tokens can be hidden. */
  readonly keyMasks?: boolean;
  /** What stands on the towers; a CLIPmapper's own when left out. */
  readonly head?: Head;
}

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
  const net = network(g, weights(g), config, answers, options.keyMasks, options.head);
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
  return {
    vision: vision!,
    answer: answer!,
    explain: explain!,
    blocks: plannedBlocks(net.blocks, reached, [vision!, answer!]),
  };
}

interface Explained {
  readonly outputs: Readonly<Record<string, Value>>;
  readonly reached: readonly boolean[];
}

function explanation(
  g: GraphBuilder,
  net: Network,
  target: Value,
  detail: ProgramOptions['detail'],
): Explained {
  const start = [{ value: net.logits, ct: target }];
  if (detail === 'inputs') return inputGradients(g, net, start);
  const identity = (stream: StreamId): Value => {
    const declared = net.inputs[stream as keyof Network['inputs']];
    const name = `${stream}_identity`;
    const known = declared.get(name);
    if (known) return known;
    const made = g.input(name, 'float32', [`${stream}_tokens`, `${stream}_tokens`]);
    declared.set(name, made);
    return made;
  };
  return evidence(g, { blocks: net.blocks, start, detail, read: ['text'], identity });
}

function inputGradients(
  g: GraphBuilder,
  net: Network,
  start: readonly { readonly value: Value; readonly ct: Value }[],
): Explained {
  const [patches, embeds] = gradients(g, start, [
    net.inputs.image.get('patches')!,
    net.inputs.text.get('text_embeds')!,
  ]);
  if (!patches || !embeds) throw new Error('The answer does not depend on image and text.');
  return { outputs: { 'd patches': patches, 'd text_embeds': embeds }, reached: net.blocks.map(() => false) };
}
