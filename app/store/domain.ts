import type { ModelInfo } from '../../workers/protocol';
import type { PageImage } from '../image/pageImage';
import type { Example } from './example';

interface Seen {
  readonly image: PageImage | undefined;
  readonly info: ModelInfo | undefined;
}

/** Whether the picture is of a kind that the model never saw in training, so that its answer is a guess. */
export const isOutsideDomain = ({ image, info }: Seen): boolean =>
  image !== undefined && !image.scene && info?.domain === 'stickers';

/** Whether the answer on show is a guess: of this page's model, or as a link or file says that was opened. */
export const isGuess = (state: Seen & { readonly example: Example | undefined }): boolean =>
  state.example?.document.guess === true || isOutsideDomain(state);
