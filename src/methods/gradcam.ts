import { blockName } from '../anatomy';
import { MethodError } from '../relevance/errors';
import { CITATIONS } from './citations';
import { mapsOfLastBlocks, rowsRead, type LastBlock } from './last-block';
import { method } from './method';

/**
 * Grad-CAM on attention: relu of the head mean of A_h · mean(∇A_h), of the same blocks as raw attention.
 *
 * Selvaraju et al. 2017 (arXiv 1610.02391), eqs. 1 and 2, with heads in place of channels: the `attn_gradcam` baseline of
 * Chefer et al. 2021 (arXiv 2103.15679).
 */
function mapOf({ block, readOut }: LastBlock): Float64Array {
  if (block.gradcam === undefined)
    throw new MethodError(
      `Method gradcam needs the Grad-CAM map of block ${blockName(block)}, which was not computed.`,
    );
  return rowsRead(block.gradcam, block.cols, readOut);
}

export const gradcam = method({
  id: 'gradcam',
  link: 9,
  title: 'Attention Grad-CAM',
  sentence: 'The attention of the last layer with each head weighted by its mean gradient.',
  citation: CITATIONS.selvaraju2017gradcam,
  cost: 'one-backward',
  needs: ['attention-gradients'],
  usesStartLayer: false,
  seeded: false,
  page: {
    group: 'Baselines',
    place: 1,
    help: 'Weighs the last block’s attention heads by their mean gradient. It looks at one block only.',
  },
  compute: { kind: 'evidence', maps: (evidence) => mapsOfLastBlocks(evidence, mapOf) },
});
