import type { Tensor } from 'onnxruntime-common';
import type { AttentionBlock, StreamId } from '../anatomy';
import { WhylightError } from '../tensor/error';
import { placedMap } from './blocks';

/** Attention of one block, row-major: queries × keys. */
export interface AttentionMap {
  readonly rows: number;
  readonly cols: number;
  readonly values: Float32Array;
}

/** The block of that index. @throws WhylightError ('bad-input') when there is no such block, or it has no such head */
export function blockAt<B extends AttentionBlock>(blocks: readonly B[], index: number, head?: number): B {
  const block = blocks[index];
  if (!block) {
    throw new WhylightError(
      'bad-input',
      `There is no block ${index}; the model has ${blocks.length}, from 0.`,
    );
  }
  if (head !== undefined && !(Number.isInteger(head) && head >= 0 && head < block.heads)) {
    throw new WhylightError(
      'bad-input',
      `Block ${index} has no head ${head}; it has ${block.heads}, from 0.`,
    );
  }
  return block;
}

/** One head's attention, or the mean over heads, out of a tensor [1, h, s, q]. */
export async function readAttention(
  block: AttentionBlock,
  tensor: Tensor,
  sizes: Readonly<Record<StreamId, number>>,
  head?: number,
): Promise<AttentionMap> {
  const [rows, cols] = [sizes[block.query]!, sizes[block.key]!];
  const all = (await tensor.getData()) as Float32Array;
  const size = all.length / block.heads;
  const of = (h: number) => placedMap(block, all.subarray(h * size, (h + 1) * size), rows, cols)!;
  if (head !== undefined) return { rows, cols, values: of(head).slice() };
  const values = new Float32Array(rows * cols);
  for (let h = 0; h < block.heads; h++) of(h).forEach((value, i) => (values[i]! += value / block.heads));
  return { rows, cols, values };
}
