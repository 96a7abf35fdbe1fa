/**
 * Random and mutated input for everything that reads what a stranger may have made: links, documents, scenes, manifests
 * and safetensors headers. Each case is read or refused in one sentence, within the time of a frame or three, and all of
 * them together in a memory that they do not blow up. 100,000 cases, and as many as one likes with `npm run test:fuzz`.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getHeapStatistics } from 'node:v8';
import { inflateRawSync } from 'node:zlib';
import { parseManifest } from '../../models/hub/manifest';
import { toyClipmapper } from '../../models/fixtures/clipmapper';
import { parseSafetensors } from '../weights/safetensors';
import { generateScene, parseScene, SceneError } from '../scene';
import { WhylightError } from '../tensor/error';
import { parseDocument, readLink, writeLink } from './index';
import { DOCUMENT } from './testing/documents';
import { edits, mutate } from './testing/mutate';
import { states } from './testing/states';
import * as VERSION_1 from './testing/version1/links';
import DOCUMENT_1 from './testing/version1/mapper.json';

const TOTAL = Number(process.env['WHYLIGHT_FUZZ'] ?? 100_000);
/** Milliseconds a test may take; on a busy machine ten times what it needs. */
const TIMEOUT = 3 * TOTAL;
const SEED = Number(process.env['WHYLIGHT_FUZZ_SEED'] ?? 1);
const share = (part: number) => ({ numRuns: Math.ceil(TOTAL * part), seed: SEED, endOnFailure: true });
const MOST_MS = 50;
/** On a busy machine the scheduler alone may take longer than a case: only a case that is slow again is slow. */
const REPEATS = 3;

/** Bytes that a case may allocate: many times the longest input that is read at all. */
const MOST_BYTES = 50e6;

let cases = 0;
let refused = 0;

/** JavaScript's own and what stands outside of it, such as arrays of bytes. */
function bytesInUse(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

/** Reads once; anything but a result or a sentence for a person fails the test. */
function attempt(read: () => unknown): void {
  cases++;
  const before = bytesInUse();
  for (let run = 1; ; run++) {
    const start = performance.now();
    try {
      read();
    } catch (error) {
      if (!(error instanceof WhylightError) && !(error instanceof SceneError)) throw error;
      // Whatever a stranger wrote, it is not said again at length.
      expect(error.message.length).toBeLessThan(600);
      expect(error.message).not.toMatch(/\n|\[object/);
      if (run === 1) refused++;
    }
    const took = performance.now() - start;
    // What the collector took meanwhile hides little: what a case holds is still there when it ends.
    if (run === 1 && bytesInUse() - before > MOST_BYTES)
      expect.unreachable(`a case took more than ${MOST_BYTES} bytes`);
    if (took < MOST_MS) return;
    if (run === REPEATS) expect.unreachable(`a case took more than ${MOST_MS} ms`);
  }
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

/** JSON with one value, somewhere, replaced by something that does not belong there. */
const STRANGE = [null, -1, 1e308, 1.5, '', 'x'.repeat(5000), [], {}, [[[[[[]]]]]], true, { __proto__: 1 }];
function disturb(value: unknown, path: number, strange: unknown): unknown {
  let left = path;
  const walk = (node: unknown): unknown => {
    if (left-- === 0) return strange;
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node === 'object' && node !== null)
      return Object.fromEntries(Object.entries(node).map(([key, part]) => [key, walk(part)]));
    return node;
  };
  return walk(value);
}
const strange = fc.record({
  path: fc.integer({ min: 0, max: 90 }),
  value: fc.oneof(fc.constantFrom<unknown>(...STRANGE), fc.jsonValue({ maxDepth: 3 })),
});

let manifest: unknown;
beforeAll(async () => {
  manifest = JSON.parse(text((await toyClipmapper({ seed: 1 }))['manifest.json']));
});

describe('hostile input', { timeout: TIMEOUT }, () => {
  it('links: mutated characters', () => {
    const links = [
      ...fc.sample(states, { numRuns: 60, seed: SEED }).map(writeLink),
      ...Array.from({ length: 5 }, () => Object.values(VERSION_1)).flat(),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...links), edits, (link, list) =>
        attempt(() => readLink(text(mutate(new TextEncoder().encode(link), list)))),
      ),
      share(0.2),
    );
  });

  it('links: mutated fields behind sound packing', () => {
    const bodies = [
      ...fc
        .sample(states, { numRuns: 60, seed: SEED + 1 })
        .map((state) => ({ version: 2, link: writeLink(state) })),
      ...Array.from({ length: 5 }, () => Object.values(VERSION_1))
        .flat()
        .map((link) => ({ version: 1, link })),
    ].map(({ version, link }) => ({ version, body: fieldsOf(link) }));
    fc.assert(
      fc.property(fc.constantFrom(...bodies), edits, ({ version, body }, list) =>
        attempt(() => readLink(pack(mutate(body, list), version))),
      ),
      share(0.2),
    );
  });

  it('links: random bytes and random text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(1, 2), (bytes, version) =>
        attempt(() => readLink(pack(bytes, version))),
      ),
      share(0.1),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 120, unit: 'binary' }), (line) =>
        attempt(() => readLink(line.startsWith('q=') ? line : `q=${line}`)),
      ),
      share(0.05),
    );
  });

  it('scenes', () => {
    const scenes = Array.from({ length: 30 }, (_, seed) => generateScene(seed, 'test'));
    fc.assert(
      fc.property(fc.constantFrom(...scenes), strange, (scene, { path, value }) =>
        attempt(() => parseScene(disturb(scene, path, value))),
      ),
      share(0.15),
    );
  });

  it('documents', () => {
    const documents = [DOCUMENT, DOCUMENT_1].map((document) => ({ document, bytes: bytesOf(document) }));
    fc.assert(
      fc.property(
        fc.constantFrom(...documents),
        strange,
        edits,
        fc.boolean(),
        ({ document, bytes }, { path, value }, list, raw) =>
          attempt(() =>
            parseDocument(raw ? text(mutate(bytes, list)) : JSON.stringify(disturb(document, path, value))),
          ),
      ),
      share(0.1),
    );
  });

  it('manifests', () => {
    fc.assert(
      fc.property(strange, ({ path, value }) => attempt(() => parseManifest(disturb(manifest, path, value)))),
      share(0.1),
    );
  });

  it('safetensors headers', () => {
    const json = bytesOf(HEADER);
    const length = new Uint8Array(8);
    new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
    const file = Uint8Array.from([...length, ...json, ...new Uint8Array(40)]);
    const withHeader = (header: Uint8Array) => {
      const size = new Uint8Array(8);
      new DataView(size.buffer).setBigUint64(0, BigInt(header.length), true);
      return Uint8Array.from([...size, ...header, ...new Uint8Array(40)]);
    };
    fc.assert(
      fc.property(edits, strange, fc.integer({ min: 0, max: 2 }), (list, { path, value }, way) =>
        attempt(() =>
          parseSafetensors(
            way === 0
              ? mutate(file, list)
              : withHeader(way === 1 ? mutate(json, list) : bytesOf(disturb(HEADER, path, value))),
          ),
        ),
      ),
      share(0.1),
    );
  });

  afterAll(() => {
    expect(cases).toBeGreaterThanOrEqual(TOTAL);
    expect(refused).toBeGreaterThan(cases / 2);
  });
});

function fieldsOf(link: string): Uint8Array {
  return Uint8Array.from(inflateRawSync(Buffer.from(link.slice(3), 'base64url')));
}
/** A sound link of these fields: deflate as stored blocks, which costs no time and is as valid as any. */
function pack(bytes: Uint8Array, version: number): string {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += STORED) {
    const part = bytes.subarray(at, at + STORED);
    const head = Buffer.from([Number(at + STORED >= bytes.length), 0, 0, 0, 0]);
    head.writeUInt16LE(part.length, 1);
    head.writeUInt16LE(~part.length & 0xffff, 3);
    blocks.push(head, part);
  }
  return `w${version}.${Buffer.concat(blocks).toString('base64url')}`;
}
const STORED = 0xffff;

const HEADER = {
  __metadata__: { format: 'pt' },
  a: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
  b: { dtype: 'F16', shape: [8], data_offsets: [24, 40] },
};
