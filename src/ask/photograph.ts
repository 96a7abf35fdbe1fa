/** A photograph for a link: as the model sees it, in a lossy code that page and Node decode to the same bytes. */
import type { Pixels } from '../image/pixels';
import { LinkError } from './error';
import { jpegSize } from './jpeg';

/** One JPEG codec, the same program in page and Node; each has its own way to load it. */
export interface ImageCodec {
  /** RGBA pixels without transparency to a JPEG without metadata; quality 1…100. */
  encode(pixels: Pixels, quality: number): Promise<Uint8Array>;
  decode(bytes: Uint8Array): Promise<Pixels>;
}

/** With the maps beside it, a picture of this size makes a link of under 16,000 characters. */
const TARGET = 10_500;
const QUALITIES = [92, 86, 80, 74, 66, 58, 50, 42, 34, 26, 18, 10] as const;

export interface CodedPhotograph {
  readonly bytes: Uint8Array;
  /** What the bytes decode to, everywhere: the explanation of a link is computed on these. */
  readonly pixels: Pixels;
  readonly quality: number;
}

/**
 * Codes an image of the model's own size at the best quality that fits a link.
 * @throws LinkError when not even the worst fits
 */
export async function encodeForLink(pixels: Pixels, codec: ImageCodec): Promise<CodedPhotograph> {
  for (const quality of QUALITIES) {
    const bytes = await codec.encode(pixels, quality);
    if (bytes.length > TARGET) continue;
    return { bytes, pixels: await decodeLinkImage(bytes, codec), quality };
  }
  throw new LinkError(
    '',
    'This picture has too much detail for a link: share its fingerprint instead, or export the explanation as a file.',
  );
}

/** Decodes the picture of a link after its header was found harmless. @throws LinkError */
export async function decodeLinkImage(bytes: Uint8Array, codec: ImageCodec): Promise<Pixels> {
  const { width, height } = jpegSize(bytes);
  const pixels = await codec.decode(bytes).catch(() => {
    throw new LinkError('its picture cannot be decoded');
  });
  if (pixels.width !== width || pixels.height !== height) throw new LinkError('its picture has two sizes');
  return pixels;
}
