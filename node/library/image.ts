import { readFile, stat } from 'node:fs/promises';
import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import { WhylightError } from '../../src/tensor/error';
import type { Pixels } from '../../src/image/pixels';

const MAX_BYTES = 64 * 1024 * 1024;
const MAX_PIXELS = 100_000_000;

/** What sharp's prebuilt libraries decode, less SVG: a drawing has no pixels of its own and may name other files. */
const FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'heif', 'tiff']);
const FORMAT_NAMES = 'JPEG, PNG, WebP, GIF, AVIF or TIFF';

function bad(message: string): WhylightError {
  return new WhylightError('bad-input', message);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}

function megapixels(pixels: number): string {
  return `${(pixels / 1e6).toFixed(0)} megapixels`;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function readLimited(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw tooManyBytes(path, size);
    return await readFile(path);
  } catch (error) {
    if (error instanceof WhylightError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw bad(`There is no file "${path}"; check the path of the image.`);
    if (code === 'EISDIR') throw bad(`"${path}" is a folder; name one image file in it.`);
    if (code === 'EACCES' || code === 'EPERM') {
      throw bad(`"${path}" may not be read; check the file's permissions.`);
    }
    throw bad(`"${path}" could not be read (${reason(error)}).`);
  }
}

function tooManyBytes(name: string, bytes: number): WhylightError {
  return bad(
    `"${name}" is ${megabytes(bytes)} large, more than the ${megabytes(MAX_BYTES)} allowed; save it smaller.`,
  );
}

function notAnImage(name: string): WhylightError {
  return bad(`"${name}" is not an image that can be read; give a ${FORMAT_NAMES} file.`);
}

function damaged(name: string): WhylightError {
  return bad(`"${name}" is damaged or cut short; save or download the image again.`);
}

async function headerOf(image: Sharp, name: string): Promise<Metadata> {
  try {
    return await image.metadata();
  } catch (error) {
    if (/corrupt|premature|truncated|read error/i.test(reason(error))) throw damaged(name);
    throw notAnImage(name);
  }
}

function checkHeader({ format, width, height, compression }: Metadata, name: string): void {
  if (!FORMATS.has(format)) throw notAnImage(name);
  if (format === 'heif' && compression !== 'av1') {
    throw bad(`"${name}" is a HEIC photo, which cannot be decoded here; export it as JPEG or PNG.`);
  }
  if (width * height > MAX_PIXELS) {
    throw bad(
      `"${name}" has ${width} × ${height} pixels (${megapixels(width * height)}), more than the ` +
        `${megapixels(MAX_PIXELS)} allowed; scale it down.`,
    );
  }
}

/**
 * Decodes an image to RGBA pixels, upright (EXIF orientation applied), 8 bits a channel, colour profile ignored; of an
 * animation the first frame. `name` is what errors call an image that came as bytes. Throws a WhylightError of code `bad-input` for
 * whatever is wrong with the file: missing, empty, over 64 MB or 100 megapixels, no image, damaged or cut short. The
 * pixel limit is checked on the header, before any memory is taken for the pixels.
 */
export async function decodeImageFile(source: string | Buffer, name?: string): Promise<Pixels> {
  const label = name ?? (typeof source === 'string' ? source : 'the image');
  const bytes = typeof source === 'string' ? await readLimited(source) : source;
  if (bytes.length === 0) throw bad(`"${label}" is empty (0 bytes); choose another image.`);
  if (bytes.length > MAX_BYTES) throw tooManyBytes(label, bytes.length);
  // Colour profiles are ignored, as Pillow does, through which CLIP's training images came: with that the decoded
  // bytes equal Pillow's, and a profile cannot change what the model sees.
  // sharp's own limit is set off the one above, so that the error names the size.
  const image = sharp(bytes, { failOn: 'error', ignoreIcc: true, limitInputPixels: false, pages: 1 });
  checkHeader(await headerOf(image, label), label);
  try {
    const { data, info } = await image
      .autoOrient()
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const pixels = new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength);
    return { width: info.width, height: info.height, data: pixels };
  } catch (error) {
    if (/memory/i.test(reason(error))) {
      throw new WhylightError(
        'out-of-memory',
        `There is not enough memory to decode "${label}"; scale it down.`,
      );
    }
    throw damaged(label);
  }
}
