import { modelSize } from './config';
import type { CropStart, Preprocessing, Size } from './config';
import type { Rect } from './pixels';

/** Where the model's image lies: `window` inside the image resized to `scaled`. It may reach outside (padding). */
export interface Placement {
  readonly scaled: Size;
  readonly window: Rect;
}

/**
 * Sizes as Hugging Face's CLIPImageProcessor and torchvision compute them: the longer side is cut to a whole number. The
 * crop begins at half the surplus, made whole as `config.cropStart` says.
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
  const start = START[config.cropStart ?? 'floor'];
  const x = start((scaled.width - size.width) / 2);
  const y = start((scaled.height - size.height) / 2);
  return { scaled, window: { x, y, ...size } };
}

const START: Readonly<Record<CropStart, (half: number) => number>> = {
  floor: Math.floor,
  'half-even': (half) => (Number.isInteger(half) ? half : 2 * Math.round(half / 2)),
};
