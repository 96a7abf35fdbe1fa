import { checkImage } from './pixels';
import type { Pixels, RgbImage } from './pixels';
import { resize } from './resize';
import type { Preprocessing } from './config';
import { place } from './placement';

/**
 * An image as the model sees it, before normalisation: resized, cropped at the centre, laid on white where it is
 * transparent. Where the crop reaches outside the resized image, pixels are black, as in Hugging Face's processor.
 * Equal to the byte to Pillow's resize followed by the crop. Throws a RangeError for an empty image.
 */
export function preprocess(pixels: Pixels, config: Preprocessing): RgbImage {
  checkImage(pixels, 4, 'preprocess');
  const { scaled, window } = place(pixels.width, pixels.height, config);
  const left = Math.max(window.x, 0);
  const top = Math.max(window.y, 0);
  const visible = {
    x: left,
    y: top,
    width: Math.min(window.x + window.width, scaled.width) - left,
    height: Math.min(window.y + window.height, scaled.height) - top,
  };
  const part = resize(pixels, scaled.width, scaled.height, { filter: config.filter, window: visible });
  if (part.width === window.width && part.height === window.height) return part;
  const data = new Uint8Array(window.width * window.height * 3);
  for (let row = 0; row < part.height; row++) {
    const to = ((top - window.y + row) * window.width + left - window.x) * 3;
    data.set(part.data.subarray(row * part.width * 3, (row + 1) * part.width * 3), to);
  }
  return { width: window.width, height: window.height, data };
}

/** For each channel and byte the number the network reads: (byte · rescale − mean) / std. */
function normalised(config: Pick<Preprocessing, 'rescale' | 'mean' | 'std'>): Float32Array {
  const table = new Float32Array(3 * 256);
  for (let channel = 0; channel < 3; channel++) {
    for (let byte = 0; byte < 256; byte++) {
      table[channel * 256 + byte] = (byte * config.rescale - config.mean[channel]!) / config.std[channel]!;
    }
  }
  return table;
}

function checkPatches(width: number, height: number, patchSize: number): void {
  if (!Number.isInteger(patchSize) || patchSize < 1 || width % patchSize !== 0 || height % patchSize !== 0) {
    throw new RangeError(
      `patches: an image of ${width} × ${height} pixels does not divide into patches of ${patchSize} × ${patchSize}`,
    );
  }
}

/**
 * Cuts an image into patches and normalises: Float32Array [N, 3·p·p], patches row-major, elements of a patch in the
 * order (channel, y, x), which is that of a patch-embedding weight [d, 3, p, p] flattened to [d, 3·p·p]. The
 * embedding is then a plain matrix product. Throws a RangeError unless the patches divide the image.
 */
export function toPatches(
  image: RgbImage,
  patchSize: number,
  config: Pick<Preprocessing, 'rescale' | 'mean' | 'std'>,
): Float32Array {
  checkImage(image, 3, 'patches');
  checkPatches(image.width, image.height, patchSize);
  const { width, height, data } = image;
  const table = normalised(config);
  const out = new Float32Array(data.length);
  let at = 0;
  for (let top = 0; top < height; top += patchSize) {
    for (let left = 0; left < width; left += patchSize) {
      for (let channel = 0; channel < 3; channel++) {
        for (let y = top; y < top + patchSize; y++) {
          let from = (y * width + left) * 3 + channel;
          for (let x = 0; x < patchSize; x++, from += 3) out[at++] = table[channel * 256 + data[from]!]!;
        }
      }
    }
  }
  return out;
}

/** Inverse of `toPatches` for an image of `width` × `height`; values outside 0…255 are clipped, others rounded. */
export function fromPatches(
  patches: Float32Array,
  width: number,
  height: number,
  patchSize: number,
  config: Pick<Preprocessing, 'rescale' | 'mean' | 'std'>,
): RgbImage {
  checkPatches(width, height, patchSize);
  if (patches.length !== width * height * 3) {
    throw new RangeError(
      `patches: ${patches.length} numbers came for an image of ${width} × ${height} pixels, which needs ${width * height * 3}`,
    );
  }
  const data = new Uint8Array(patches.length);
  let at = 0;
  for (let top = 0; top < height; top += patchSize) {
    for (let left = 0; left < width; left += patchSize) {
      for (let channel = 0; channel < 3; channel++) {
        for (let y = top; y < top + patchSize; y++) {
          for (let x = left; x < left + patchSize; x++) {
            const value = (patches[at++]! * config.std[channel]! + config.mean[channel]!) / config.rescale;
            data[(y * width + x) * 3 + channel] = Math.min(Math.max(Math.round(value), 0), 255);
          }
        }
      }
    }
  }
  return { width, height, data };
}
