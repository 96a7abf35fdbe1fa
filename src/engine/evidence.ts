import type { StreamId } from '../anatomy';
import { gradients } from '../grad/gradients';
import type { GraphBuilder } from '../onnx/builder';
import type { Value } from '../onnx/graph';
import type { BlockValues } from './block-values';
import { eclipParts } from './eclip';
import { clampedMean, gradCam, importances } from './importances';

/** What of each block is wanted: what the relevance rules read, or everything with all heads, for checks. */
export type Detail = 'reduced' | 'full';

export interface EvidenceRequest {
  /** Attention blocks in the order of the forward pass. */
  readonly blocks: readonly BlockValues[];
  /** Number of the first block among those of the whole model: outputs are named by it. */
  readonly first?: number;
  /** What is explained, with its cotangents. */
  readonly start: readonly { readonly value: Value; readonly ct: Value }[];
  readonly detail: Detail;
  /** Gradients stop at blocks of this depth; 0 when left out. */
  readonly startLayer?: number;
  /** Streams that the target reads: the blocks that read each stream last give what Grad-CAM needs. */
  readonly read: readonly StreamId[];
  /** The identity matrix over a stream's tokens, as a value of the graph. */
  readonly identity: (stream: StreamId) => Value;
  /** [B, 1, s]: picks the token that is read, where the blocks read last are to give what Grad-ECLIP needs. */
  readonly selector?: Value;
}

/**
 * The outputs of an explanation, by name; N is a block's number. `reduced`: for each reached block `N.abar`,
 * `N.attention` (head means), `N.importance` (see `importances`), and of the blocks that are read last `N.gradcam` and
 * `N.eclip`. `full`: all heads, `N.attention` and `N.gradient` [B, h, s, q], `N.residual`, `N.output`,
 * `N.output_gradient` [B, s, d]; blocks that the gradient does not reach lack the two gradients. Blocks below the start
 * layer have forward outputs only: raw attention and rollout read them.
 */
export function evidence(
  g: GraphBuilder,
  request: EvidenceRequest,
): { readonly outputs: Record<string, Value>; readonly reached: readonly boolean[] } {
  const { blocks, first = 0, start, detail, startLayer = 0, identity, selector } = request;
  const isWanted = ({ depth }: BlockValues) => depth === null || depth >= startLayer;
  const wanted = blocks.filter(isWanted);
  const found = gradients(g, start, [
    ...wanted.map(({ attention }) => attention),
    ...wanted.map(({ sum }) => sum),
  ]);
  const outputs: Record<string, Value> = {};
  const last = lastReaders(blocks, request.read);
  const reached = blocks.map((block) => {
    const place = wanted.indexOf(block);
    // What lies below a start layer is on the way to what lies above.
    return place < 0 || found[place] !== undefined;
  });
  blocks.forEach((block, n) => {
    const at = first + n;
    const place = wanted.indexOf(block);
    const [ctA, ctSum] = place < 0 ? [] : [found[place], found[wanted.length + place]];
    if (detail === 'full') {
      outputs[`${at}.attention`] = block.attention;
      if (block.residual) outputs[`${at}.residual`] = block.residual;
      outputs[`${at}.output`] = block.output;
      if (ctA && ctSum) Object.assign(outputs, { [`${at}.gradient`]: ctA, [`${at}.output_gradient`]: ctSum });
      return;
    }
    if (!reached[n]) return;
    outputs[`${at}.attention`] = g.reduceMean(block.attention, [1], 0);
    if (!ctA || !ctSum) return;
    outputs[`${at}.abar`] = clampedMean(g, block.attention, ctA);
    const table = importances(g, block, ctSum, block.query === block.key ? identity(block.query) : undefined);
    if (table) outputs[`${at}.importance`] = table;
    if (!last.has(n)) return;
    outputs[`${at}.gradcam`] = gradCam(g, block.attention, ctA);
    if (selector) outputs[`${at}.eclip`] = eclipParts(g, block, ctSum, selector);
  });
  return { outputs, reached };
}

/** Of each stream the last block in which a stream that is read attends to it. */
function lastReaders(blocks: readonly BlockValues[], read: readonly StreamId[]): ReadonlySet<number> {
  const streams = new Set(blocks.map(({ key }) => key));
  return new Set(
    [...streams].map((stream) =>
      blocks.findLastIndex(({ query, key }) => key === stream && read.includes(query)),
    ),
  );
}
