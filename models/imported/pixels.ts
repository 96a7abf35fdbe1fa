import { modelSize, type Preprocessing } from '../../src/image/config';
import type { Grid } from '../../src/anatomy';
import type { Pixels } from '../../src/image/pixels';
import { preprocess, toPatches } from '../../src/image/preprocess';

/** An image as models of Hugging Face take it: [3, height, width], normalised. */
export interface PixelValues {
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

export function pixelValues(pixels: Pixels, preprocessing: Preprocessing): PixelValues {
  const { width, height } = modelSize(preprocessing);
  const image = preprocess(pixels, preprocessing);
  const data = new Float32Array(3 * width * height);
  // One patch a pixel: what `toPatches` gives is the image with its channels last.
  const last = toPatches(image, 1, preprocessing);
  for (let n = 0; n < width * height; n++)
    for (let channel = 0; channel < 3; channel++) data[channel * width * height + n] = last[3 * n + channel]!;
  return { height, width, data };
}

/** The image with all patches but those kept at 0, the mean colour that the model was trained on. */
export function keepPatches(
  { height, width, data }: PixelValues,
  kept: readonly number[],
  grid: Grid,
): PixelValues {
  const shown = new Set(kept);
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const patch = Math.floor((y * grid.rows) / height) * grid.cols + Math.floor((x * grid.cols) / width);
      if (!shown.has(patch)) continue;
      for (let channel = 0; channel < 3; channel++) {
        const at = (channel * height + y) * width + x;
        out[at] = data[at]!;
      }
    }
  return { height, width, data: out };
}
