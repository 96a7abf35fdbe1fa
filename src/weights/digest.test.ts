import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sha256, sha256Hex } from './digest';

const byNode = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('sha256', () => {
  it('gives the digests of FIPS 180-4 and of Node, at every length around a block', () => {
    expect(sha256(new TextEncoder().encode('abc'))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    for (let length = 0; length <= 130; length++) {
      const bytes = Uint8Array.from({ length: length + 3 }, (_, n) => (n * 167 + length) % 256).subarray(3);
      expect(sha256(bytes)).toBe(byNode(bytes));
    }
  });
});

describe('sha256Hex', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('gives the same with and without the help of the host', async () => {
    const bytes = new Uint8Array(1000).fill(7);
    expect(await sha256Hex(bytes)).toBe(byNode(bytes));
    vi.stubGlobal('crypto', {});
    expect(await sha256Hex(bytes)).toBe(byNode(bytes));
  });
});
