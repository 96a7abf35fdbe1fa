import type { Tensor } from 'onnxruntime-common';
import { IMPORTANCE_COLUMNS } from '../../models/clipmapper/evidence';
import type { ProgramBlock } from '../../models/clipmapper/programs';
import type { Block, Importance, ImportancePair, Stream } from '../relevance/types';

/** Reads an output by name; undefined where a program has none of that name. */
export type Outputs = (name: string) => Tensor | undefined;

/** What the relevance rules need of every block, from the outputs of the `reduced` programs; example `b` of the batch. */
export function readBlocks(
  blocks: readonly ProgramBlock[],
  outputs: Outputs,
  sizes: Readonly<Record<Stream, number>>,
  b = 0,
): Block[] {
  return blocks.map((block, n) => {
    const [rows, cols] = [sizes[block.query], sizes[block.key]];
    const slice = (name: string, length: number): Float32Array | undefined => {
      const data = outputs(`${n}.${name}`)?.data as Float32Array | undefined;
      return data?.subarray(b * length, (b + 1) * length);
    };
    const matrix = (name: string) => slice(name, rows * cols);
    const gradcam = matrix('gradcam');
    const eclip = slice('eclip', 2 * cols);
    return {
      kind: block.kind,
      query: block.query,
      key: block.key,
      group: block.group,
      layer: block.layer,
      rows,
      cols,
      // A block that the answer does not depend on has no gradient, and is emitted as zero.
      abar: matrix('abar') ?? new Float32Array(rows * cols),
      attention: matrix('attention') ?? new Float32Array(rows * cols),
      ...(gradcam ? { gradcam } : {}),
      ...(eclip ? { eclip: { votes: eclip.subarray(0, cols), cosine: eclip.subarray(cols) } } : {}),
      importance: readImportances(slice('importance', rows * 2 * IMPORTANCE_COLUMNS.length), rows),
    };
  });
}

function readImportances(table: Float32Array | undefined, rows: number): Record<Importance, ImportancePair> {
  const width = 2 * IMPORTANCE_COLUMNS.length;
  const column = (index: number) =>
    Float32Array.from({ length: rows }, (_, n) => table?.[n * width + index] ?? 0);
  const pairs = IMPORTANCE_COLUMNS.map((importance, i) => [
    importance,
    { output: column(2 * i), residual: column(2 * i + 1) },
  ]);
  return Object.fromEntries(pairs) as Record<Importance, ImportancePair>;
}
