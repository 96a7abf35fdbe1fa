/** Pictures as PNG files, made from their pixels: a canvas would not always give them back as they are. */
import { encodePng } from '../../src/image/file/encodePng';
import type { Pixels } from '../../src/image/pixels';

export const pngBlob = async (pixels: Pixels): Promise<Blob> =>
  new Blob([await encodePng(pixels)], { type: 'image/png' });

/** The address of a picture that is embedded where it is used. */
export async function pngUri(pixels: Pixels): Promise<string> {
  const blob = await pngBlob(pixels);
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error ?? new Error('The picture could not be read.'));
    reader.readAsDataURL(blob);
  });
}
