import { modelSize } from './config';
import type { Preprocessing, Size } from './config';
import type { Rect } from './pixels';

/** Where the model's image lies: `window` inside the image resized to `scaled`. It may reach outside (padding). */
export interface Placement {
  readonly scaled: Size;
  readonly window: Rect;
}

/**
 * Sizes as Hugging Face's CLIPImageProcessor computes them: the longer side is cut to a whole number, the crop begins
 * at the floor of half the difference.
 */
export function place(width: number, height: number, config: Preprocessing): Placement {
  const size = modelSize(config);
  let scaled: Size;
  if ('shortestEdge' in config.resize) {
    const edge = config.resize.shortestEdge;
    const longer = Math.trunc((edge * Math.max(width, height)) / Math.min(width, height));
    scaled = width <= height ? { width: edge, height: longer } : { width: longer, height: edge };
  } else {
    scaled = config.resize;
  }
  const x = Math.floor((scaled.width - size.width) / 2);
  const y = Math.floor((scaled.height - size.height) / 2);
  return { scaled, window: { x, y, ...size } };
}
