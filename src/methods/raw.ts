import { CITATIONS } from './citations';
import { mapsOfLastBlocks, rowsRead } from './last-block';
import { method } from './method';

/**
 * Raw attention: the head mean of the last attention that reads each stream, with no gradient and no propagation.
 * CLIPmapper: row p of the last text→image block and of the last text self-attention; two towers: the class token's row
 * of the last vision block and row p of the last text block. The `raw_attn` baseline of Chefer et al. 2021
 * (arXiv 2103.15679).
 */
export const raw = method({
  id: 'raw',
  link: 7,
  title: 'Raw attention',
  sentence:
    'The attention of the last layer, averaged over heads: where the model looked last, whatever it made of it.',
  citation: CITATIONS.chefer2021generic,
  cost: 'none',
  needs: ['attention'],
  usesStartLayer: false,
  seeded: false,
  page: {
    group: 'Baselines',
    place: 4,
    help: 'Shows where the last block looks, averaged over heads. It does not know which answer is asked about.',
  },
  compute: {
    kind: 'evidence',
    maps: (evidence) =>
      mapsOfLastBlocks(evidence, ({ block, readOut }) => rowsRead(block.attention, block.cols, readOut)),
  },
});
