/**
 * From the bytes of a file to the pixels that a model gets: one program for page and Node, so that one file is one picture
 * everywhere. It is the picture that Pillow reads, turned upright, laid on white where it is transparent; colour profiles
 * and gamma are ignored, as in the training of CLIP and in Hugging Face's processors.
 */
import { WhylightError } from '../../tensor/error';
import type { Pixels } from '../pixels';
import { readAvif } from './avif';
import { decodeBmp } from './bmp';
import { decodeGif } from './gif';
import { decodeCmykJpeg } from './jpegCmyk';
import { readJpegHeader } from './jpegHeader';
import { orientationOf } from './orientation';
import { decodePng, readPng } from './png';
import { badInput, cutOff, MOST_BYTES, Unreadable, unknownKind } from './reader';
import { imageFormat, type ImageFormat } from './sniff';
import { readTiff } from './tiff';
import { turnUpright } from './turn';
import { placeWebp, readWebp } from './webp';
import { layOnWhite } from './white';

/** Decoders in WebAssembly, which each host loads in its own way and only when a file asks for one. */
export interface Codecs {
  /** A JPEG of one or three colours, as stored: not turned. */
  jpeg(bytes: Uint8Array): Promise<Pixels>;
  /** A WebP without animation. */
  webp(bytes: Uint8Array): Promise<Pixels>;
  /** An AVIF, as stored: not turned. */
  avif(bytes: Uint8Array): Promise<Pixels>;
}

/** A codec of WebAssembly found nothing to decode; everything else that a codec throws is a defect, or too little memory. */
export class CodecRefusal extends Error {
  override readonly name = 'CodecRefusal';
}

/**
 * Decodes a picture's first frame to opaque RGBA pixels, upright.
 * @param name what the file is called in messages, without quotation marks
 * @throws WhylightError `bad-input` in one sentence: empty, too large, no picture, HEIC, cut off, damaged, of a rare kind;
 *   `out-of-memory` when there is too little memory. Sizes are checked on the header, before memory is taken for pixels.
 */
export async function decodePicture(bytes: Uint8Array, name: string, codecs: Codecs): Promise<Pixels> {
  const called = `“${name}”`;
  if (bytes.length === 0) throw badInput(`${called} is empty (0 bytes); choose another image.`);
  if (bytes.length > MOST_BYTES) throw tooManyBytes(called, bytes.length);
  const format = imageFormat(bytes);
  if (format === 'unknown') {
    throw badInput(
      `${called} is not an image that can be read; choose a PNG, JPEG, WebP, GIF, AVIF, BMP or TIFF file.`,
    );
  }
  try {
    return await decodeAs(format, bytes, codecs);
  } catch (error) {
    if (error instanceof Unreadable) throw badInput(`${called} ${error.message}`);
    if (error instanceof CodecRefusal)
      throw badInput(`${called} is damaged or of a rare kind; save it as PNG or JPEG and try again.`);
    if (isMemory(error))
      throw new WhylightError(
        'out-of-memory',
        `There is not enough memory to read ${called}; scale it down.`,
      );
    throw error;
  }
}

export function tooManyBytes(called: string, bytes: number): WhylightError {
  const megabytes = (count: number) => `${(count / 1024 / 1024).toFixed(0)} MB`;
  return badInput(
    `${called} is ${megabytes(bytes)} large, more than the ${megabytes(MOST_BYTES)} allowed; save it smaller.`,
  );
}

/** Engines word it differently; what they throw for an array that does not fit is a RangeError. */
const isMemory = (error: unknown): boolean =>
  error instanceof Error && (error instanceof RangeError || /memory|OOM|alloc/i.test(error.message));

async function decodeAs(
  format: Exclude<ImageFormat, 'unknown'>,
  bytes: Uint8Array,
  codecs: Codecs,
): Promise<Pixels> {
  switch (format) {
    case 'png': {
      const file = readPng(bytes);
      return turnUpright(await decodePng(file), orientationOf(file));
    }
    case 'jpeg': {
      const header = readJpegHeader(bytes);
      return turnUpright(await decodeJpeg(bytes, header, codecs), orientationOf(header));
    }
    case 'webp': {
      const file = readWebp(bytes);
      return turnUpright(placeWebp(file, await codecs.webp(file.still)), orientationOf(file));
    }
    case 'avif': {
      const { orientation } = readAvif(bytes);
      const pixels = await codecs.avif(bytes);
      layOnWhite(pixels.data);
      return turnUpright(pixels, orientation);
    }
    case 'gif':
      return decodeGif(bytes);
    case 'bmp':
      return decodeBmp(bytes);
    case 'tiff': {
      const file = readTiff(bytes);
      // A TIFF is itself what EXIF is made of.
      return turnUpright(await file.decode(codecs.jpeg), orientationOf({ exif: bytes, xmp: file.xmp }));
    }
    case 'heic':
      throw new Unreadable('is a HEIC photo, which cannot be read here; export it as JPEG or PNG.');
  }
}

/** Four inks need memory for coefficients as well: 16 bytes a pixel. */
const MOST_CMYK_PIXELS = 40_000_000;

async function decodeJpeg(
  bytes: Uint8Array,
  { width, height, components }: ReturnType<typeof readJpegHeader>,
  codecs: Codecs,
): Promise<Pixels> {
  if (components === 1 || components === 3) {
    const pixels = await codecs.jpeg(bytes);
    if (pixels.width !== width || pixels.height !== height) throw cutOff();
    return pixels;
  }
  if (components !== 4) throw unknownKind('a JPEG of a rare kind');
  if (width * height > MOST_CMYK_PIXELS)
    throw unknownKind(`a CMYK picture of more than ${MOST_CMYK_PIXELS / 1e6} megapixels`);
  return decodeCmykJpeg(bytes);
}
