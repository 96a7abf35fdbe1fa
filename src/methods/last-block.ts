/** The last attention that reads each stream: what raw attention and its kin look at. */
import type { ReadOut, Stream } from '../anatomy';
import { MethodError } from '../relevance/errors';
import type { Block, Numbers, StreamMaps } from '../relevance/types';
import type { Evidence } from './method';

/** A block, and the rows of it that the target reads. */
export interface LastBlock {
  readonly block: Block;
  readonly readOut: ReadOut;
}

/**
 * The last block before a read-out in which a stream that is read attends to stream `key`: for the patches of a CLIPmapper
 * the last text→image block, for those of a tower its last block. Undefined when there is none.
 */
export function lastBlock({ blocks, readOuts }: Evidence, key: string): LastBlock | undefined {
  for (let n = blocks.length - 1; n >= 0; n--) {
    const block = blocks[n]!;
    if (block.key !== key) continue;
    const after = readOuts.filter(({ stream, version }) => stream === block.query && n <= version);
    const [readOut] = after;
    if (!readOut) continue;
    const weights = readOut.weights.map((_, row) => after.reduce((sum, one) => sum + one.weights[row]!, 0));
    return { block, readOut: { ...readOut, weights } };
  }
  return undefined;
}

/** The rows of a block's matrix that are read, weighted and added up: one number a key. */
export function rowsRead(matrix: Numbers, cols: number, { weights }: ReadOut): Float64Array {
  const sum = new Float64Array(cols);
  weights.forEach((weight, row) => {
    if (weight === 0) return;
    for (let n = 0; n < cols; n++) sum[n]! += weight * matrix[row * cols + n]!;
  });
  return sum;
}

/**
 * One map a stream, from the last block that reads it. A stream that nothing attends to at the end has no map: zeros, for
 * a probe's queries, and an error where it holds the patches or words that the map is wanted for.
 * @throws MethodError
 */
export function mapsOfLastBlocks(
  evidence: Evidence,
  mapOf: (last: LastBlock, stream: Stream) => Float64Array,
): StreamMaps {
  return Object.fromEntries(
    evidence.streams.map((stream) => {
      const last = lastBlock(evidence, stream.id);
      if (last) return [stream.id, mapOf(last, stream)];
      if (stream.parts.some(({ kind }) => kind === 'patches' || kind === 'words'))
        throw new MethodError(
          `The model has no block in which a stream that is read attends to ${stream.id} tokens, which this method reads.`,
        );
      return [stream.id, new Float64Array(stream.parts.at(-1)?.to ?? 0)];
    }),
  );
}
