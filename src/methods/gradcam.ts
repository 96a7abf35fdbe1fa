import { MethodError } from '../relevance/errors';
import { lastBlock, type Maps } from '../relevance/maps';
import type { Block, ReadOut } from '../relevance/types';

/**
 * Grad-CAM on attention: relu of the head mean of A_h · mean(∇A_h), of the same blocks as raw attention.
 *
 * Selvaraju et al. 2017 (arXiv 1610.02391), eqs. 1 and 2, with heads in place of channels: the `attn_gradcam` baseline of
 * Chefer et al. 2021 (arXiv 2103.15679).
 */
export function gradcamMaps(blocks: readonly Block[], readOut: ReadOut): Maps {
  const row = (block: Block, n: number): Float64Array => {
    if (block.gradcam === undefined) {
      throw new MethodError(
        `Method gradcam needs the Grad-CAM map of block ${block.kind} ${block.layer}, which was not computed.`,
      );
    }
    return Float64Array.from(block.gradcam.subarray(n * block.cols, (n + 1) * block.cols));
  };
  const image = lastBlock(blocks, 'image', readOut);
  const text = lastBlock(blocks, 'text', readOut);
  return {
    image: row(image, readOut.mode === 'towers' ? 0 : readOut.row),
    text: row(text, readOut.row),
  };
}
