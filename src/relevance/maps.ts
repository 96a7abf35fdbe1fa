/** Maps of accumulation rules: the rows of R that a target reads. */
import type { ReadOut, Stream } from '../anatomy';
import { accumulateUpTo } from './accumulate';
import { addInto } from './matrix';
import { mutualBlocks, toNetwork, type Network } from './network';
import { readRows } from './readout';
import type { AccumulationRule } from './rule';
import { toSteps } from './steps';
import type { Block, StreamMaps } from './types';

/**
 * Reading rows by vectors doubles in cost with every block that attends to a stream which has read its own before; with
 * more of them than this, full matrices are cheaper.
 */
const MOST_MUTUAL_BY_VECTORS = 5;

/**
 * Maps of several rules that agree in `normalise` and `selfTerm`, in one walk over the blocks; one a rule, in their order.
 * @throws MethodError as `toNetwork`
 */
export function accumulatedMaps(
  blocks: readonly Block[],
  streams: readonly Stream[],
  readOuts: readonly ReadOut[],
  rules: readonly AccumulationRule[],
  startLayer: number,
): StreamMaps[] {
  const network = toNetwork(blocks, streams, startLayer);
  if (mutualBlocks(network) > MOST_MUTUAL_BY_VECTORS)
    return rules.map((rule) => readMatrices(network, rule, readOuts));
  const rows = readRows(toSteps(network, rules), readOuts);
  const width = rules.length;
  return rules.map((_, column) =>
    Object.fromEntries(
      Object.entries(rows).map(([stream, panel]) => [
        stream,
        Float64Array.from({ length: panel.length / width }, (_, n) => panel[n * width + column]!),
      ]),
    ),
  );
}

/** The rows that are read, from full matrices: what `readRows` computes without them. */
export function readMatrices(
  network: Network,
  rule: AccumulationRule,
  readOuts: readonly ReadOut[],
): StreamMaps {
  const rowsAt = accumulateUpTo(
    network,
    rule,
    readOuts.map(({ version }) => version),
  );
  const sums = Object.fromEntries(
    network.streams.map(({ id }) => [id, new Float64Array(network.sizes[id]!)]),
  );
  for (const { stream, version, weights } of readOuts) {
    for (const [t, matrix] of Object.entries(rowsAt(stream, version))) {
      const size = network.sizes[t]!;
      weights.forEach((weight, row) => {
        if (weight === 0) return;
        const values = matrix.slice(row * size, (row + 1) * size);
        addInto(sums[t]!, weight === 1 ? values : values.map((value) => weight * value));
      });
    }
  }
  return sums;
}
