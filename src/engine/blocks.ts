import type { Tensor } from 'onnxruntime-common';
import type { StreamId } from '../anatomy';
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
    const gradcam = read('gradcam');
    const eclip = read('eclip');
    return {
      ...placeOf(block),
      rows,
      cols,
      // A block that the answer does not depend on has no gradient, and is emitted as zero.
      abar: read('abar') ?? new Float32Array(rows * cols),
      attention: read('attention') ?? new Float32Array(rows * cols),
      ...(gradcam ? { gradcam } : {}),
      ...(eclip ? { eclip: { votes: eclip.subarray(0, cols), cosine: eclip.subarray(cols) } } : {}),
      importance: readImportances(read('importance'), block.importances, rows),
    };
  });
}

/** Columns of a block's table; zeros where the answer does not depend on the block. */
function readImportances(
  table: Float32Array | undefined,
  names: readonly Importance[],
  rows: number,
): Partial<Record<Importance, ImportancePair>> {
  const width = 2 * names.length;
  const column = (index: number) =>
    Float32Array.from({ length: rows }, (_, n) => table?.[n * width + index] ?? 0);
  return Object.fromEntries(
    names.map((importance, i) => [importance, { output: column(2 * i), residual: column(2 * i + 1) }]),
  );
}
