import { WhylightError } from '../../src/tensor/error';
import { decodePicture, MOST_BYTES, tooManyBytes } from '../../src/image/file';
import type { Pixels } from '../../src/image/pixels';
import { readBounded, Unread } from '../files/bounded';
import { nodeCodecs } from './pictureCodecs';

function bad(message: string): WhylightError {
  return new WhylightError('bad-input', message);
}

async function readLimited(path: string): Promise<Buffer> {
  try {
    return await readBounded(path, MOST_BYTES);
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    const size = /^has (\d+) bytes/.exec(error.message)?.[1];
    if (error.trouble === 'long' && size !== undefined) throw tooManyBytes(`“${path}”`, Number(size));
    if (error.trouble === 'missing') throw bad(`There is no file "${path}"; check the path of the image.`);
    if (error.trouble === 'folder') throw bad(`"${path}" is a folder; name one image file in it.`);
    if (error.trouble === 'forbidden') throw bad(`"${path}" may not be read; check the file's permissions.`);
    throw bad(`"${path}" ${error.message}; give an image file.`);
  }
}

/**
 * Decodes an image to opaque RGBA pixels, the same ones as the page: upright, on white, colour profile ignored, of an
 * animation the first frame. `name` is what errors call an image that came as bytes. Throws a WhylightError of code
 * `bad-input` for whatever is wrong with the file: missing, empty, over 64 MB or 100 megapixels, no image, damaged or cut
 * short. The pixel limit is checked on the header, before any memory is taken for the pixels.
 */
export async function decodeImageFile(source: string | Buffer, name?: string): Promise<Pixels> {
  const label = name ?? (typeof source === 'string' ? source : 'the image');
  return decodePicture(typeof source === 'string' ? await readLimited(source) : source, label, nodeCodecs);
}
