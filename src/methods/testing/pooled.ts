/** A model of one joint stream (class token, word, two patches) and an attention-pooling probe, for tests. */
import { START, streamOf, type ReadOut } from '../../anatomy';
import type { Block } from '../../relevance/types';
import type { Evidence } from '../method';

const JOINT = streamOf('joint', [
  { kind: 'special', count: 1, label: 'class token' },
  { kind: 'words', count: 1, label: 'words' },
  { kind: 'patches', count: 2, grid: { rows: 1, cols: 2 }, label: 'patches' },
]);
const PROBE = streamOf('probe', [{ kind: 'queries', count: 1, label: 'probe' }]);

/** Every token attends to all alike. */
export const EVEN: readonly (readonly number[])[] = Array.from({ length: 4 }, () => [0.25, 0.25, 0.25, 0.25]);

/** What the probe attends to. */
export const PROBED = [0.1, 0.2, 0.3, 0.4];

function block(
  query: 'joint' | 'probe',
  attention: readonly (readonly number[])[],
  [queryVersion, keyVersion]: readonly [number, number],
  more: Partial<Block>,
): Block {
  const values = Float64Array.from(attention.flat());
  return {
    kind: `${query}.self`,
    section: query,
    layer: 0,
    heads: 1,
    query,
    key: 'joint',
    queryVersion,
    keyVersion,
    depth: null,
    rows: attention.length,
    cols: 4,
    abar: values,
    attention: values,
    gradcam: values.map((value) => 10 * value),
    importance: {},
    ...more,
  };
}

/** Read at the class token after two blocks of self-attention. */
export const atClass: ReadOut = { stream: 'joint', version: 1, weights: [1, 0, 0, 0] };
/** Read at the probe. */
export const atProbe: ReadOut = { stream: 'probe', version: 2, weights: [1] };

/**
 * Two blocks of self-attention, the second with the attention given, and a probe that reads the tokens after them.
 * @param pooling what is known of the probe's block besides
 */
export function pooledModel(
  readOuts: readonly ReadOut[],
  second: readonly (readonly number[])[] = EVEN,
  pooling: Partial<Block> = {},
): Evidence {
  return {
    streams: [JOINT, PROBE],
    blocks: [
      block('joint', EVEN, [START, START], { depth: 0 }),
      block('joint', second, [0, 0], { layer: 1, depth: 1 }),
      block('probe', [PROBED], [START, 1], { kind: 'probe.pooling', pooling: true, ...pooling }),
    ],
    readOuts,
  };
}
