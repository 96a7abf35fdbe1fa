/** From a file that a person gave to RGBA pixels of a moderate size, upright, on white; or one clear sentence. */
import type { Pixels } from '../../src/image/pixels';
import { imageFormat, isComplete } from './sniff';

/** Longest side of what is kept of a photograph: ample for a model's input and for the screen. */
const LONGEST_SIDE = 1024;
/** Above this many pixels browsers refuse or run out of memory while decoding. */
const MOST_PIXELS = 250e6;

/** Why an image could not be used, in one sentence for a person. */
class ImageError extends Error {
  override readonly name = 'ImageError';
}

/**
 * Decodes the first frame, turned upright as its EXIF data says, and shrinks it while decoding, so that a 60-megapixel
 * photograph never needs a canvas of its own size (iOS refuses those over about 16 megapixels).
 */
export async function decodeImage(file: Blob & { readonly name?: string }): Promise<Pixels> {
  const name = file.name ? `“${file.name}”` : 'The pasted image';
  if (file.size === 0) throw new ImageError(`${name} is empty (0 bytes); choose another image.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const format = imageFormat(bytes);
  if (format === 'unknown') {
    throw new ImageError(`${name} is not an image; choose a PNG, JPEG, WebP, GIF, AVIF or BMP file.`);
  }
  if (!isComplete(bytes, format)) {
    throw new ImageError(`${name} is cut off before its end; get the whole file or choose another image.`);
  }
  const unreadable = new ImageError(
    `This browser cannot read ${name} (${format.toUpperCase()}); save it as PNG or JPEG and try again.`,
  );
  const natural = await naturalSize(file).catch(() => {
    throw unreadable;
  });
  if (natural.width * natural.height > MOST_PIXELS) {
    const megapixels = Math.round((natural.width * natural.height) / 1e6);
    throw new ImageError(
      `${name} has ${megapixels} megapixels, more than a browser can decode; make it smaller.`,
    );
  }
  const size = fitWithin(natural, LONGEST_SIDE);
  const bitmap = await createImageBitmap(file, {
    imageOrientation: 'from-image',
    premultiplyAlpha: 'default',
    resizeWidth: size.width,
    resizeHeight: size.height,
    resizeQuality: 'high',
  }).catch(() => {
    throw unreadable;
  });
  try {
    return onWhite(bitmap);
  } finally {
    bitmap.close();
  }
}

/** The size with the same shape whose longest side is at most `longest`; never enlarges, never below 1. */
export function fitWithin(
  { width, height }: { width: number; height: number },
  longest: number,
): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Width and height as shown, EXIF orientation applied; reads the header, not the pixels. */
async function naturalSize(file: Blob): Promise<{ width: number; height: number }> {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    await new Promise<void>((resolve, reject) => {
      image.onload = () => resolve();
      image.onerror = () => reject(new Error('unreadable'));
      image.src = url;
    });
    return { width: image.naturalWidth, height: image.naturalHeight };
  } finally {
    URL.revokeObjectURL(url);
  }
}

function onWhite(bitmap: ImageBitmap): Pixels {
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context)
    throw new ImageError('This browser gave no canvas to draw the image on; close other tabs and retry.');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0);
  const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { width, height, data };
}
