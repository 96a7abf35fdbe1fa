import { withVersions, type AttentionBlock } from '../../../src/anatomy';
import { placeOf } from '../../../src/engine/planned-blocks';
import { clampedMean, importances } from '../../../src/engine/importances';
import type { GraphWeights } from '../../../src/engine/weights';
import { gradients } from '../../../src/grad/gradients';
import { GraphBuilder } from '../../../src/onnx/builder';
import type { Graph, Value } from '../../../src/onnx/graph';
import { attention } from '../layers';

/** Scalars of one attention block of width 1: projections q, k, v and output o, each weight then bias. */
export interface ToyBlock {
  readonly q: readonly [number, number];
  readonly k: readonly [number, number];
  readonly v: readonly [number, number];
  readonly o: readonly [number, number];
}

/** Numbers for which attention, gradients and relevance come out as fractions: worked out in `hand.test.ts`. */
export const HAND_BLOCKS: readonly ToyBlock[] = [
  { q: [-2, 1], k: [Math.log(3), 0], v: [3, -1], o: [2, 1] },
  { q: [0, 0], k: [1, 0], v: [1, 0], o: [1, 0] },
];

const PARTS = { q: 'q_proj', k: 'k_proj', v: 'v_proj', o: 'out_proj' } as const;

/**
 * Two tokens of width 1 through one-headed text self-attention blocks without norms or feed-forward: the smallest
 * network in which everything that relevance uses happens. The answer y is the last token's final value.
 *
 * Input: `x` [1, 2, 1]. Outputs: `y` [1, 1, 1], and for each block `N.attention`, `N.gradient` [1, 1, 2, 2], `N.abar`
 * [1, 2, 2] and `N.importance` [1, 2, 8] as in the models' programs.
 */
export function handAttention(blocks: readonly ToyBlock[] = HAND_BLOCKS): {
  readonly graph: Graph;
  readonly places: readonly AttentionBlock[];
} {
  const g = new GraphBuilder();
  const known = new Map<string, Value>();
  const constant = (name: string, shape: readonly number[], data: readonly number[]): Value => {
    const value =
      known.get(name) ??
      g.initializer(name, 'float32', shape, { kind: 'inline', data: new Float32Array(data) });
    known.set(name, value);
    return value;
  };
  const weights =
    (block: ToyBlock): GraphWeights =>
    (name, shape) => {
      const [, letter] = Object.entries(PARTS)
        .map(([key, part]) => [part, key as keyof ToyBlock] as const)
        .find(([part]) => name.includes(part))!;
      return constant(name, shape, [block[letter][name.endsWith('.weight') ? 0 : 1]]);
    };
  let state = g.input('x', 'float32', [1, 2, 1]);
  const drafts = blocks.map((block, layer) => {
    const result = attention(g, weights(block), {
      place: { kind: 'text.self', section: 'Text tower', layer, depth: layer, query: 'text', key: 'text' },
      prefix: `blocks.${layer}`,
      heads: 1,
      residual: state,
      queries: state,
      keys: state,
      mask: undefined,
      nextNorm: constant('one', [1], [1]),
    });
    state = result.sum;
    return result;
  });
  const made = withVersions(drafts);
  const y = g.slice(state, 1, 1, 2);
  const one = constant('seed', [1, 1, 1], [1]);
  const targets = [...made.map((block) => block.attention), ...made.map((block) => block.sum)];
  const found = gradients(g, [{ value: y, ct: one }], targets);
  const identity = constant('identity', [2, 2], [1, 0, 0, 1]);
  const outputs: Record<string, Value> = { y };
  made.forEach((block, n) => {
    const [ctA, ctSum] = [found[n]!, found[made.length + n]!];
    outputs[`${n}.attention`] = block.attention;
    outputs[`${n}.gradient`] = ctA;
    outputs[`${n}.abar`] = clampedMean(g, block.attention, ctA);
    outputs[`${n}.importance`] = importances(g, block, ctSum, identity)!;
  });
  return { graph: g.graph('hand attention', outputs), places: made.map(placeOf) };
}
