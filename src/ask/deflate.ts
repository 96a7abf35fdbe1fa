import { deflateSync, Inflate } from 'fflate';
import { LinkError } from './error';

/** So much is inflated at a time; deflate makes at most 1032 bytes of one, so a step stays below 300 kB. */
const STEP = 256;

/** Deflate without a header (RFC 1951), at its slowest and smallest. */
export function deflate(bytes: Uint8Array): Uint8Array {
  return deflateSync(bytes, { level: 9, mem: 8 });
}

/**
 * The inverse of `deflate`, in small steps, so that a decompression bomb is refused before it has grown.
 * @throws LinkError when the bytes are no deflate stream or hold more than `most` bytes
 */
export function inflate(bytes: Uint8Array, most: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  const stream = new Inflate((part, final) => {
    length += part.length;
    if (part.length > 0) parts.push(part);
    ended ||= final;
  });
  for (let at = 0; at < bytes.length; at += STEP) {
    try {
      stream.push(bytes.subarray(at, at + STEP), at + STEP >= bytes.length);
    } catch {
      throw new LinkError('it cannot be unpacked');
    }
    if (length > most) throw new LinkError(`it unpacks to more than the allowed ${most} bytes`);
  }
  if (!ended) throw new LinkError('it ends too early');
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
