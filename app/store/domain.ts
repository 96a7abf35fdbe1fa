import type { PlaygroundState } from './playground';

/** Whether the picture is of a kind that the model never saw in training, so that its answer is a guess. */
export const isOutsideDomain = ({ image, info }: Pick<PlaygroundState, 'image' | 'info'>): boolean =>
  image !== undefined && !image.scene && info?.domain === 'stickers';
