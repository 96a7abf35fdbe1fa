import type { ReadOut } from '../anatomy';
import { MethodError } from '../relevance/errors';
import { addInto } from '../relevance/matrix';
import { toNetwork, type Network, type PlacedBlock } from '../relevance/network';
import { timesPanel, transposedTimesPanel } from '../relevance/panel';
import type { Block, StreamMaps } from '../relevance/types';
import { CITATIONS } from './citations';
import { method, type Evidence } from './method';

/**
 * Attention rollout: attention is followed through all layers as if heads were averaged and each residual connection
 * passed half.
 *
 * Abnar and Zuidema 2020 (arXiv 2005.00928): the rows of the mean-head A + I are normalised and the matrices multiplied
 * through. Across streams as the reference of Chefer et al. 2021 does: R_st = R_ssᵀ · A · R_tt with A of the last block in
 * which the stream that is read attends to t, and R_ss, R_tt of the blocks before it. Only the displayed rows are computed,
 * by vectors; where several streams are read, what each finds adds up.
 */
function rolloutMaps({ streams, blocks, readOuts }: Evidence, startLayer: number): StreamMaps {
  const network = toNetwork(blocks, streams, startLayer);
  return Object.fromEntries(
    streams.map(({ id, parts }) => {
      const map = new Float64Array(network.sizes[id]!);
      const found = readOuts.flatMap((readOut) => rowsFrom(network, readOut, id));
      if (found.length === 0 && parts.some(({ kind }) => kind === 'patches' || kind === 'words'))
        throw new MethodError(
          `The model has no block in which a stream that is read attends to ${id} tokens, which this method reads.`,
        );
      for (const row of found) addInto(map, row);
      return [id, map];
    }),
  );
}

/** What one read-out finds of stream t: one row, or none where it never looks there. */
function rowsFrom(network: Network, { stream, version, weights }: ReadOut, t: string): Float64Array[] {
  const read = Float64Array.from(weights);
  const last = network.visited(version);
  if (stream === t) return [rowThrough(network, last, read)];
  const cross = updates(network, last).find(({ block }) => block.key === t);
  if (!cross) return [];
  const { attention, rows, cols } = cross.block;
  const column = columnThrough(network, cross.queryVersion, read);
  return [rowThrough(network, cross.keyVersion, transposedTimesPanel(attention, rows, cols, column, 1))];
}

/** vᵀ R_ss of a stream's state: the last block's matrix stands leftmost in the product. */
function rowThrough(network: Network, version: number, v: Float64Array): Float64Array {
  return selfBlocks(network, version).reduce((row, { attention, rows }) => {
    const halved = row.map((value, n) => value / (rowSum(attention, rows, n) + 1));
    const through = transposedTimesPanel(attention, rows, rows, halved, 1);
    return through.map((value, n) => value + halved[n]!);
  }, v);
}

/** R_ss x of a stream's state. */
function columnThrough(network: Network, version: number, x: Float64Array): Float64Array {
  return selfBlocks(network, version).reduceRight((column, { attention, rows }) => {
    const through = timesPanel(attention, rows, rows, column, 1);
    return through.map((value, n) => (value + column[n]!) / (rowSum(attention, rows, n) + 1));
  }, x);
}

/** Blocks that made a state, the last first. */
function updates({ blocks }: Network, version: number): PlacedBlock[] {
  const found: PlacedBlock[] = [];
  for (let at = blocks.get(version); at; at = blocks.get(at.queryVersion)) found.push(at);
  return found;
}

const selfBlocks = (network: Network, version: number): Block[] =>
  updates(network, version).flatMap(({ block }) => (block.query === block.key ? [block] : []));

function rowSum(matrix: Block['attention'], cols: number, row: number): number {
  let sum = 0;
  for (let at = row * cols; at < (row + 1) * cols; at++) sum += matrix[at]!;
  return sum;
}

export const rollout = method({
  id: 'rollout',
  link: 8,
  title: 'Attention rollout',
  sentence: 'Multiplies the attention of all layers through, without regard to the answer.',
  citation: CITATIONS.abnar2020rollout,
  cost: 'none',
  needs: ['attention'],
  usesStartLayer: true,
  seeded: false,
  page: {
    group: 'Baselines',
    place: 3,
    help: 'Multiplies the attention of all blocks through. It does not know which answer is asked about.',
  },
  compute: {
    kind: 'evidence',
    maps: (evidence, { startLayer = 0 }) => rolloutMaps(evidence, startLayer),
  },
});
