/** Mutated and random bytes as ONNX files: each is read and imported, or refused in one sentence, in little time and memory. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../onnx/builder';
import { importModel, readOnnx, Refusal } from './index';
import { seededNumbers } from './testing/seeded';
import { sampleFeeds } from './testing/sample';
import { writeModel } from './testing/writeModel';
import { list, random } from './testing/cases';

/** A tenth of all cases is enough here beside the other readers; `npm run test:fuzz` gives all. */
const TOTAL = Math.ceil(Number(process.env['WHYLIGHT_FUZZ'] ?? 20_000) / 10);
const SEED = Number(process.env['WHYLIGHT_FUZZ_SEED'] ?? 1);
const MOST_MS = 50;
const MOST_BYTES = 50e6;
/** A small file may rightly ask for constants as large as are computed on import, 2²¹ numbers: only reading is quick. */
const MOST_MS_IMPORTED = 1000;
const MOST_BYTES_IMPORTED = 500e6;
/** Only a case that is slow again is slow: the machine may do other things. */
const REPEATS = 3;

const { uniform } = seededNumbers(SEED);
const below = (limit: number): number => Math.floor(uniform() * limit);

/** A few bytes changed, a piece cut out, or one put elsewhere. */
function mutated(bytes: Uint8Array): Uint8Array {
  const result = Uint8Array.from(bytes);
  for (let n = 1 + below(6); n > 0; n--) result[below(result.length)] = below(256);
  const [from, length] = [below(result.length), below(40)];
  switch (below(4)) {
    case 0:
      return result.subarray(0, from);
    case 1:
      return Uint8Array.from([...result.subarray(0, from), ...result.subarray(from + length)]);
    case 2:
      result.copyWithin(below(result.length), from, from + length);
      return result;
    default:
      return result;
  }
}

function bytesInUse(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

function attempt(bytes: Uint8Array): void {
  limited(() => readOnnx(bytes), MOST_MS, MOST_BYTES);
  limited(() => readAndImport(bytes), MOST_MS_IMPORTED, MOST_BYTES_IMPORTED);
}

function limited(read: () => unknown, mostMs: number, mostBytes: number): void {
  const before = bytesInUse();
  for (let run = 1; ; run++) {
    const start = performance.now();
    try {
      read();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      expect(error.message.length).toBeLessThan(600);
      expect(error.message).not.toMatch(/\n|\[object/);
    }
    if (run === 1) expect(bytesInUse() - before).toBeLessThan(mostBytes);
    if (performance.now() - start < mostMs) return;
    expect(run).toBeLessThan(REPEATS);
  }
}

function readAndImport(bytes: Uint8Array): void {
  const model = readOnnx(bytes);
  const lengths = new Map(
    model.graph.inputs.flatMap(({ shape }) => shape ?? []).map((dim) => [String(dim), 3]),
  );
  importModel(new GraphBuilder(), model, {
    files: { location: 'model.onnx' },
    lengths: Object.fromEntries(lengths),
  });
}

const small = writeModel({
  nodes: [
    { op: 'Shape', inputs: ['x'], outputs: ['s'] },
    { op: 'ConstantOfShape', inputs: ['s'], outputs: ['zeros'] },
    { op: 'Reshape', inputs: ['x', 'shape'], outputs: ['r'] },
    { op: 'MatMul', inputs: ['r', 'w'], outputs: ['p'] },
    { op: 'Softmax', inputs: ['p'], outputs: ['a'], attributes: { axis: -1n } },
    { op: 'Slice', inputs: ['a', 'one', 'two', 'one'], outputs: ['y'] },
    { op: 'Tile', inputs: ['zeros', 'two2'], outputs: ['t'] },
  ],
  inputs: { x: { dtype: 'float32', shape: ['n', 4] } },
  outputs: ['y', 't'],
  initializers: { shape: list(2, 6), w: random(6, 5), one: list(1), two: list(2), two2: list(2, 2) },
});

const exported = ['bert.fused', 'qwen2.genai'].map((name) =>
  Uint8Array.from(readFileSync(path.join(import.meta.dirname, 'testing/fixtures', `${name}.onnx`))),
);

describe('hostile ONNX files', () => {
  it('are read or refused where little is changed in small ones', { timeout: 600_000 }, () => {
    for (let n = 0; n < TOTAL; n++) attempt(mutated(small));
  });

  it('are read or refused where little is changed in exported ones', { timeout: 600_000 }, () => {
    for (let n = 0; n < TOTAL / 10; n++) attempt(mutated(exported[n % exported.length]!));
  });

  it('are refused where they are noise', () => {
    for (let n = 0; n < TOTAL; n++) attempt(Uint8Array.from({ length: below(200) }, () => below(256)));
  });

  it('are taken where nothing is changed', () => {
    expect(() => readAndImport(small)).not.toThrow();
    expect(Object.keys(sampleFeeds(readOnnx(small), { n: 3 }))).toEqual(['x']);
  });
});
