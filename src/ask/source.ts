/** The picture of an exported explanation: what is needed, beside the document, to compute it again. */
import * as v from 'valibot';
import { opaque, type Pixels, type RgbImage } from '../image/pixels';
import type { Scene } from '../scene/spec';
import { fromBase64Url, toBase64Url } from './base64url';
import { deflate, inflate } from './deflate';
import { LinkError } from './error';

export type Source =
  | { readonly kind: 'scene'; readonly scene: Scene }
  /** A photograph as the model sees it, without loss: RGB bytes, row-major, deflated, in base64url. */
  | { readonly kind: 'pixels'; readonly width: number; readonly height: number; readonly rgb: string };

const MAX_SIDE = 1024;
const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_SIDE));

/** Scenes have a schema of their own, which this one leaves to them. */
export const SOURCE = v.variant('kind', [
  v.object({ kind: v.literal('scene'), scene: v.unknown() }),
  v.object({
    kind: v.literal('pixels'),
    width: side,
    height: side,
    rgb: v.pipe(v.string(), v.maxLength(4_500_000)),
  }),
]);

/** A picture of the model's own size as a source, without loss. */
export function writeSource({ width, height, data }: RgbImage): Source {
  return { kind: 'pixels', width, height, rgb: toBase64Url(deflate(data)) };
}

/** The pixels of a source, opaque. @throws LinkError when the bytes do not fit the size */
export function readSource({ width, height, rgb }: Extract<Source, { kind: 'pixels' }>): Pixels {
  const count = width * height;
  const bytes = inflate(fromBase64Url(rgb), count * 3);
  if (bytes.length !== count * 3)
    throw new LinkError(
      '',
      `The picture of this explanation has ${bytes.length} bytes, and ${width} × ${height} pixels need ${count * 3}: get the file again.`,
    );
  return opaque({ width, height, data: bytes });
}
