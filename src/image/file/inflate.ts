import { Inflate, Unzlib } from 'fflate';
import { cutOff, damaged } from './reader';

/** Takes unpacked bytes as they come; returns false when it wants no more. */
type Take = (bytes: Uint8Array) => boolean;

/** How much is unpacked at once: enough to be quick, little enough to be stopped in time. */
const PIECE = 1 << 16;

/**
 * Unpacks zlib streams piece by piece until `take` has enough, so that what unpacks to more than its header says is never
 * held. The host's own inflate is tried first, which is faster; it refuses streams with something behind their end, which
 * do occur.
 * @param parts the compressed bytes, in order
 * @throws Unreadable when the stream is damaged or ends too early
 */
export async function inflate(parts: readonly Uint8Array[], begin: () => Take): Promise<void> {
  if (typeof DecompressionStream === 'function' && (await natively(parts, begin()))) return;
  const take = begin();
  let isEnough = false;
  const stream = new Unzlib((bytes) => {
    isEnough ||= !take(bytes);
  });
  try {
    for (const piece of pieces(parts)) {
      if (isEnough) return;
      stream.push(piece, false);
    }
  } catch {
    throw damaged();
  }
  if (!isEnough) throw cutOff();
}

/** Unpacks the zlib or raw deflate bytes of a strip to at most `length` bytes; missing ones are zero, as libtiff has it. */
export function inflateAtOnce(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let filled = 0;
  const take = (piece: Uint8Array) => {
    out.set(piece.subarray(0, length - filled), filled);
    filled = Math.min(length, filled + piece.length);
  };
  const stream = isZlib(bytes) ? new Unzlib(take) : new Inflate(take);
  try {
    for (const piece of pieces([bytes])) {
      if (filled === length) break;
      stream.push(piece, false);
    }
  } catch {
    if (filled < length) throw damaged();
  }
  return out;
}

const isZlib = (bytes: Uint8Array): boolean =>
  (bytes[0]! & 15) === 8 && ((bytes[0]! << 8) | bytes[1]!) % 31 === 0;

function* pieces(parts: readonly Uint8Array[]): Generator<Uint8Array<ArrayBuffer>> {
  for (const part of parts)
    for (let at = 0; at < part.length; at += PIECE)
      yield part.subarray(at, at + PIECE) as Uint8Array<ArrayBuffer>;
}

/** False when the host's inflate failed before there was enough. */
async function natively(parts: readonly Uint8Array[], take: Take): Promise<boolean> {
  const { readable, writable } = new DecompressionStream('deflate');
  const writer = writable.getWriter();
  const reader = readable.getReader();
  const written = (async () => {
    for (const piece of pieces(parts)) await writer.write(piece);
    await writer.close();
    // Reading tells of failures as well.
  })().catch(() => undefined);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return false;
      if (!take(value as Uint8Array)) return true;
    }
  } catch {
    return false;
  } finally {
    await reader.cancel().catch(() => undefined);
    await written;
  }
}
