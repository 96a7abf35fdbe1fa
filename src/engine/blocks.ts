import type { Tensor } from 'onnxruntime-common';
import type { AttentionBlock, StreamId } from '../anatomy';
import type { Block, Importance, ImportancePair } from '../relevance/types';
import { placeOf, type PlannedBlock } from './planned-blocks';

/** Reads an output by name; undefined where a program has none of that name. */
export type Outputs = (name: string) => Tensor | undefined;

/** What the relevance rules need of every block, from the outputs of the `reduced` programs (see `evidence`). */
export function readBlocks(
  blocks: readonly PlannedBlock[],
  outputs: Outputs,
  sizes: Readonly<Record<StreamId, number>>,
): Block[] {
  return blocks.map((block, n) => {
    const [rows, cols] = [sizes[block.query]!, sizes[block.key]!];
    const read = (name: string) => outputs(`${n}.${name}`)?.data as Float32Array | undefined;
    const map = (name: string) => placedMap(block, read(name), rows, cols);
    const gradcam = map('gradcam');
    const eclip = read('eclip');
    return {
      ...placeOf(block),
      rows,
      cols,
      // A block that the answer does not depend on has no gradient, and is emitted as zero.
      abar: map('abar') ?? new Float32Array(rows * cols),
      attention: map('attention') ?? new Float32Array(rows * cols),
      ...(gradcam ? { gradcam } : {}),
      ...(eclip ? { eclip: { votes: eclip.subarray(0, cols), cosine: eclip.subarray(cols) } } : {}),
      importance: readImportances(read('importance'), block, rows),
    };
  });
}

/** A map over all tokens of both streams: 0 in the rows and columns of tokens that the block leaves alone. */
export function placedMap(
  { queryTokens, keyTokens }: Pick<AttentionBlock, 'queryTokens' | 'keyTokens'>,
  map: Float32Array | undefined,
  rows: number,
  cols: number,
): Float32Array | undefined {
  if (map === undefined || (!queryTokens && !keyTokens)) return map;
  const placed = new Float32Array(rows * cols);
  const columns = keyTokens?.length ?? cols;
  for (let n = 0; n < map.length; n++) {
    const [row, column] = [Math.floor(n / columns), n % columns];
    placed[(queryTokens?.[row] ?? row) * cols + (keyTokens?.[column] ?? column)] = map[n]!;
  }
  return placed;
}

/** Columns of a block's table; zeros where the answer does not depend on the block, or the block not on the token. */
function readImportances(
  table: Float32Array | undefined,
  { importances: names, queryTokens }: PlannedBlock,
  rows: number,
): Partial<Record<Importance, ImportancePair>> {
  const width = 2 * names.length;
  const column = (index: number) => {
    const values = new Float32Array(rows);
    for (let n = 0; table && n < table.length / width; n++)
      values[queryTokens?.[n] ?? n] = table[n * width + index]!;
    return values;
  };
  return Object.fromEntries(
    names.map((importance, i) => [importance, { output: column(2 * i), residual: column(2 * i + 1) }]),
  );
}
