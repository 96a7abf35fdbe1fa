import { createHash } from 'node:crypto';
import type { Digest } from '../../src/weights/digest';

/** Bytes of one update, which takes less than 2 GiB. */
const STEP = 1 << 28;

/** SHA-256 in lower-case hexadecimal, of any length. */
export const sha256OfAnyLength: Digest = async (bytes) => {
  const hash = createHash('sha256');
  for (let at = 0; at < bytes.length; at += STEP) hash.update(bytes.subarray(at, at + STEP));
  return hash.digest('hex');
};
