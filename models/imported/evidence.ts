import type { FoundAnatomy, FoundBlock } from '../../src/anatomy/find';
import { clampedMean, gradCam, importances, importancesOf } from '../../src/engine/importances';
import { gradients } from '../../src/grad/gradients';
import type { GraphBuilder } from '../../src/onnx/builder';
import { isOp, type Graph, type Value } from '../../src/onnx/graph';
import type { Importance } from '../../src/relevance/types';
import { headsView, tokensView } from './views';

/** What an explanation of a foreign graph computes. */
export interface ImportedEvidence {
  /**
   * By name; N is a block's number. `N.heads` [1, h, q, k], `N.attention` and `N.abar` [1, q, k], `N.importance`
   * [1, q, 2 · count], `N.gradcam`; with all heads `N.gradient` [1, h, q, k] in place of the last three. `read.K` holds
   * the length of the target's gradient at each place of read-out K.
   */
  readonly outputs: Record<string, Value>;
  /** Whether the target's gradient reaches each block. */
  readonly reached: readonly boolean[];
  /** Importances that each block gives. */
  readonly importances: readonly (readonly Importance[])[];
}

/**
 * Adds gradients and what relevance reads of them to a foreign graph.
 * @param start what is explained, with its cotangent
 * @param forward the graph before anything was added to it
 */
export function importedEvidence(
  g: GraphBuilder,
  { blocks, reads, results }: FoundAnatomy,
  start: { readonly value: Value; readonly ct: Value },
  forward: Graph,
  detail: 'reduced' | 'full',
): ImportedEvidence {
  const found = gradients(g, [start], [...blocks.map(({ attention }) => attention), ...results]);
  // What enters a stream at a read-out came neither through a later block nor through another read-out.
  const entered = gradients(
    g,
    [start],
    reads.map(({ value }) => value),
    new Set([...results, ...reads.map(({ value }) => value)]),
  );
  const outputs: Record<string, Value> = {};
  const norms = nextNorms(forward);
  const own = blocks.map((block) => importanceValues(g, block, norms));
  blocks.forEach((block, n) => {
    const heads = headsView(g, block, block.attention);
    outputs[`${n}.heads`] = heads;
    const [ctA, ctSum] = [found[n], found[blocks.length + n]];
    if (detail === 'full') {
      outputs[`${n}.attention`] = heads;
      if (ctA) outputs[`${n}.gradient`] = headsView(g, block, ctA);
      const { residual, product, productAxis } = block;
      const view = (value: Value) => tokensView(g, value, residual ? residual.axes : [productAxis]);
      if (residual) outputs[`${n}.residual`] = view(residual.x);
      outputs[`${n}.output`] = view(residual?.a ?? product);
      if (ctSum) outputs[`${n}.output_gradient`] = view(ctSum);
      return;
    }
    outputs[`${n}.attention`] = g.reduceMean(heads, [1], 0);
    if (!ctA) return;
    const gradient = headsView(g, block, ctA);
    outputs[`${n}.abar`] = clampedMean(g, heads, gradient);
    outputs[`${n}.gradcam`] = gradCam(g, heads, gradient);
    const values = own[n];
    if (!values || !ctSum) return;
    const table = importances(g, values, tokensView(g, ctSum, block.residual!.axes), undefined);
    if (table) outputs[`${n}.importance`] = table;
  });
  reads.forEach(({ axes }, k) => {
    const ct = entered[k];
    if (!ct) return;
    const rows = tokensView(g, ct, axes);
    outputs[`read.${k}`] = g.sqrt(g.reduceSum(g.mul(rows, rows), [0, 2], 0));
  });
  return {
    outputs,
    reached: blocks.map((_, n) => found[n] !== undefined),
    importances: own.map((values) => (values ? importancesOf(values) : [])),
  };
}

/** γ of the layer norms of a graph, by what they read. */
function nextNorms(graph: Graph): ReadonlyMap<Value, Value> {
  return new Map(
    graph.nodes.flatMap((value) =>
      isOp(value, 'LayerNormalization') ? [[value.source.inputs[0]!, value.source.inputs[1]!] as const] : [],
    ),
  );
}

/** Both summands of a block's residual connection as [1, tokens, features]. */
function importanceValues(g: GraphBuilder, { residual }: FoundBlock, norms: ReadonlyMap<Value, Value>) {
  if (!residual) return undefined;
  const view = (value: Value) => tokensView(g, value, residual.axes);
  const nextNorm = norms.get(residual.sum);
  return { residual: view(residual.x), output: view(residual.a), ...(nextNorm ? { nextNorm } : {}) };
}
