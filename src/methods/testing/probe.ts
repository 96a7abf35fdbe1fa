/** A made-up model that can be run again, for tests. */
import { streamOf } from '../../anatomy';
import type { Probe } from '../probe';

/**
 * An image of 4 × 4 patches and a text of two words between special tokens, the second of two tokens. Maps are given
 * straight to the streams.
 */
export function madeProbe(more: Pick<Probe, 'logits' | 'target'> & Partial<Probe>): Probe {
  const grid = { rows: 4, cols: 4 };
  return {
    streams: [
      streamOf('image', [{ kind: 'patches', count: 16, grid, label: 'patches' }]),
      streamOf('text', [{ kind: 'words', count: 5, label: 'words' }]),
    ],
    grid,
    wordIds: [-1, 0, 1, 1, -1],
    maps: (image, text) => ({ image, text }),
    ...more,
  };
}
