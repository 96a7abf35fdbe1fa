/** From a file that a person gave to the pixels that a model gets, the same in every browser; or one clear sentence. */
import { badInput, imageFormat } from '../../src/image/file';
import type { Pixels } from '../../src/image/pixels';
import { shrinkToShow } from '../../src/image/shrink';
import { createPictureClient, type Decoded } from '../../workers/pictures/client';
import { canvasIsTrue } from './canvas';

/** Longest side of what is shown of a photograph: ample for the screen. */
const LONGEST_SHOWN = 1024;
/** Above this many pixels browsers refuse or run out of memory while decoding, or give no canvas. */
const MOST_OWN_PIXELS = 16e6;

const pictures = createPictureClient(
  () =>
    new Worker(new URL('../../workers/pictures/pictures.worker.ts', import.meta.url), {
      type: 'module',
      name: 'pictures',
    }),
  { longest: LONGEST_SHOWN },
);

/** A picture that somebody gave. */
export interface GivenPicture extends Decoded {
  /** The pixels are this browser's: another one, and the command line, may have others. */
  readonly ofThisBrowser?: true;
}

/**
 * Decodes the first frame of a picture: upright, on white, its colour profile ignored, as Pillow and Hugging Face's
 * processors read it. Nothing is drawn and read back, except of HEIC photos, which only the browser itself can decode.
 * @throws Error with a sentence for a person
 */
export async function decodePicture(file: Blob & { readonly name?: string }): Promise<GivenPicture> {
  const name = file.name || 'The pasted image';
  const head = new Uint8Array(await file.slice(0, 128).arrayBuffer());
  if (imageFormat(head) === 'heic') return decodeHeic(file, `“${name}”`);
  return pictures.decode(file, name);
}

/** The pixels that a model gets of a picture; see `decodePicture`. */
export async function decodeImage(file: Blob & { readonly name?: string }): Promise<Pixels> {
  return (await decodePicture(file)).pixels;
}

/**
 * A picture of the page's own, small and never given to a model, by the browser's own decoder: so no codec is fetched for
 * it. Where a canvas does not give back what was drawn, by the page's decoder after all.
 */
export async function decodeOwnPicture(file: Blob): Promise<Pixels> {
  return canvasIsTrue() ? readBack(await createImageBitmap(file)) : decodeImage(file);
}

async function decodeHeic(file: Blob, name: string): Promise<GivenPicture> {
  const bitmap = await createImageBitmap(file, {
    imageOrientation: 'from-image',
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  }).catch(() => {
    throw badInput(`${name} is a HEIC photo, which cannot be read here; export it as JPEG or PNG.`);
  });
  if (!canvasIsTrue()) {
    bitmap.close();
    throw badInput(
      `This browser changes the pixels that a page reads, as a protection against fingerprinting, so ${name} (HEIC) would not be seen as it is; export it as JPEG or PNG.`,
    );
  }
  if (bitmap.width * bitmap.height > MOST_OWN_PIXELS) {
    bitmap.close();
    throw badInput(
      `${name} is a HEIC photo of more than ${MOST_OWN_PIXELS / 1e6} megapixels; export it as JPEG or PNG.`,
    );
  }
  const pixels = readBack(bitmap);
  return { pixels, display: shrinkToShow(pixels, LONGEST_SHOWN), ofThisBrowser: true };
}

/** Draws on white and reads back. */
function readBack(bitmap: ImageBitmap): Pixels {
  try {
    const canvas = document.createElement('canvas');
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context)
      throw badInput('This browser gave no canvas to draw the image on; close other tabs and retry.');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    return { width, height, data };
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
