import { lastBlock, type Maps } from '../relevance/maps';
import type { Block, ReadOut } from '../relevance/types';

/**
 * Raw attention: the head mean of the last attention that reads each modality, with no gradient and no propagation.
 * Mapper: row p of the last text→image block and of the last text self-attention; two towers: the CLS row of the last
 * vision block and row p of the last text block. The `raw_attn` baseline of Chefer et al. 2021 (arXiv 2103.15679).
 */
export function rawMaps(blocks: readonly Block[], readOut: ReadOut): Maps {
  const row = (block: Block, n: number) =>
    Float64Array.from(block.attention.subarray(n * block.cols, (n + 1) * block.cols));
  const image = lastBlock(blocks, 'image', readOut);
  const text = lastBlock(blocks, 'text', readOut);
  return {
    image: row(image, readOut.mode === 'towers' ? 0 : readOut.row),
    text: row(text, readOut.row),
  };
}
