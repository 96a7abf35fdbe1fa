/** The picture of a link, in one of four forms. */
import { parseScene, SceneError, type Scene } from '../scene/spec';
import type { Codec } from './codec';
import { choice, hex, text } from './codec';
import { LinkError } from './error';
import { jpegSize } from './jpeg';

export type LinkImage =
  /** A sample of the gallery. */
  | { readonly kind: 'sample'; readonly id: string }
  | { readonly kind: 'scene'; readonly scene: Scene }
  /** A photograph as the model sees it: resized and cropped, as JPEG without metadata. */
  | { readonly kind: 'jpeg'; readonly bytes: Uint8Array }
  /** The fingerprint of the sender's file; the reader is asked for the file. 64 hexadecimal digits. */
  | { readonly kind: 'file'; readonly sha256: string };

/** Written by place: add at the end, never remove. */
const KIND = choice(['sample', 'scene', 'jpeg', 'file']);
const MAX_SCENE = 8192;
export const MAX_JPEG = 40_000;

const SAMPLE_ID = text(40);
const SCENE = text(MAX_SCENE);
const SHA256 = hex(32);

export const linkImage: Codec<LinkImage> = {
  write(out, image) {
    KIND.write(out, image.kind);
    switch (image.kind) {
      case 'sample':
        return SAMPLE_ID.write(out, image.id);
      case 'scene':
        return SCENE.write(out, packScene(image.scene));
      case 'jpeg':
        return out.bytes(image.bytes);
      case 'file':
        return SHA256.write(out, image.sha256);
    }
  },
  read(from) {
    switch (KIND.read(from)) {
      case 'sample':
        return { kind: 'sample', id: SAMPLE_ID.read(from) };
      case 'scene':
        return { kind: 'scene', scene: unpackScene(SCENE.read(from)) };
      case 'jpeg': {
        const bytes = from.bytes(MAX_JPEG).slice();
        jpegSize(bytes);
        return { kind: 'jpeg', bytes };
      }
      case 'file': {
        const sha256 = SHA256.read(from);
        if (sha256.length !== 64) throw new LinkError('the fingerprint of its picture is too short');
        return { kind: 'file', sha256 };
      }
    }
  },
};

/** A scene without the names of its fields; numbers keep all their digits, so it draws the same everywhere. */
function packScene({ version, background, stickers }: Scene): string {
  return JSON.stringify([
    version,
    background.kind,
    background.seed,
    ...stickers.map(({ kind, colour, x, y, size, rotation, flip, brightness }) => [
      kind,
      colour ?? 0,
      x,
      y,
      size,
      rotation,
      Number(flip),
      brightness,
    ]),
  ]);
}

function unpackScene(packed: string): Scene {
  let parts: unknown;
  try {
    parts = JSON.parse(packed);
  } catch {
    throw new LinkError('its scene is not JSON');
  }
  if (!Array.isArray(parts)) throw new LinkError('its scene is not a list');
  const [version, kind, seed, ...stickers] = parts as unknown[];
  try {
    return parseScene({ version, background: { kind, seed }, stickers: stickers.map(unpackSticker) });
  } catch (error) {
    if (error instanceof SceneError) throw new LinkError(error.message.replace(/\.$/, ''));
    throw error;
  }
}

function unpackSticker(parts: unknown): unknown {
  if (!Array.isArray(parts) || parts.length !== 8) return undefined;
  const [kind, colour, x, y, size, rotation, flip, brightness] = parts as unknown[];
  const mirrored = flip === 1 ? true : flip === 0 ? false : flip;
  const look = colour === 0 ? {} : { colour };
  return { kind, ...look, x, y, size, rotation, flip: mirrored, brightness };
}
