import type { ModelInfo } from '../../workers/protocol';
import type { PageImage } from '../image/pageImage';

interface Seen {
  readonly image: PageImage | undefined;
  readonly info: ModelInfo | undefined;
}

/** Whether the picture is of a kind that the model never saw in training, so that its answer is a guess. */
export const isOutsideDomain = ({ image, info }: Seen): boolean =>
  image !== undefined && !image.scene && info?.domain === 'stickers';
