/** SHA-256 (FIPS 180-4), by the host where it offers it, else here: browsers offer it to secure pages only. */

/** Digest in lower-case hexadecimal. */
export type Digest = (bytes: Uint8Array) => Promise<string>;

/** Bytes that hosts digest in one call, of which there is no way to make several. */
const MOST_AT_ONCE = 2 ** 31 - 1;

export const sha256Hex: Digest = async (bytes) => {
  // A page opened over plain HTTP from another machine has no `crypto.subtle`, whatever the types say.
  const subtle =
    typeof crypto === 'undefined' ? undefined : (crypto.subtle as typeof crypto.subtle | undefined);
  if (subtle === undefined || bytes.length > MOST_AT_ONCE) return sha256(bytes);
  // The browser's types take no view of shared memory, those of Node do: needed for one, unnecessary for the other.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-assertion
  return toHex(new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>)));
};

/** The same, computed once for each array: several readers of one large file ask for it. The arrays must not change. */
export function digestOnce(digest: Digest = sha256Hex): Digest {
  const known = new WeakMap<Uint8Array, Promise<string>>();
  return (bytes) => {
    const found = known.get(bytes) ?? digest(bytes);
    known.set(bytes, found);
    return found;
  };
}

/** First 32 bits of the fractional parts of the square (root 2) or cube (root 3) roots of the first primes. */
function constants(count: number, root: number): Uint32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return Uint32Array.from(primes, (prime) => {
    // Newton's step in integers: the root of prime · 2^(32·root), whose last 32 bits are wanted.
    const [power, target] = [BigInt(root), BigInt(prime) << BigInt(32 * root)];
    let guess = 1n << 40n;
    for (;;) {
      const next = ((power - 1n) * guess + target / guess ** (power - 1n)) / power;
      if (next >= guess) return Number(guess & 0xffffffffn);
      guess = next;
    }
  });
}

/** SHA-256 in plain TypeScript. */
export function sha256(bytes: Uint8Array): string {
  const state = constants(8, 2);
  const rounds = constants(64, 3);
  const schedule = new Uint32Array(64);
  const whole = bytes.length - (bytes.length % 64);
  const rest = bytes.subarray(whole);
  // The end: the remaining bytes, a one bit, zeros, and the length in bits as 64-bit big-endian.
  const tail = new Uint8Array(rest.length < 56 ? 64 : 128);
  tail.set(rest);
  tail[rest.length] = 0x80;
  new DataView(tail.buffer).setBigUint64(tail.length - 8, BigInt(bytes.length) * 8n);
  for (const part of [bytes.subarray(0, whole), tail]) {
    const view = new DataView(part.buffer, part.byteOffset, part.length);
    for (let at = 0; at < part.length; at += 64) compress(state, rounds, schedule, view, at);
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, n) => digest.setUint32(4 * n, word));
  return toHex(new Uint8Array(digest.buffer));
}

function compress(state: Uint32Array, k: Uint32Array, w: Uint32Array, view: DataView, at: number): void {
  for (let t = 0; t < 16; t++) w[t] = view.getUint32(at + 4 * t);
  for (let t = 16; t < 64; t++) {
    const [x, y] = [w[t - 15]!, w[t - 2]!];
    const s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3);
    const s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10);
    w[t] = w[t - 16]! + s0 + w[t - 7]! + s1;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let t = 0; t < 64; t++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + k[t]! + w[t]!) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, n) => (state[n] = state[n]! + word));
}

const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
