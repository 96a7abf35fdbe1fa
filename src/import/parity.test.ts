/** Files of published models' exporters: the imported graph gives what the file gives. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharedData } from '../relevance/testing/shared';
import { readOnnx, Refusal } from './index';
import { relativeError, type Feed } from './testing/numbers';
import { parity, type Feeds } from './testing/parity';
import { feedsOf, readReferences, type Reference } from './testing/references';
import { sampleFeeds } from './testing/sample';

const FIXTURES = path.join(import.meta.dirname, 'testing/fixtures');

/** float32 by both; half precision rounds in the file and not in the import. */
const EXACT = 1e-5;
const HALF = 2e-3;

/**
 * Integers: the file rounds its activations and the import does not, so that their outputs differ by as much as these
 * tiny models' rounding makes of them; what the import computes is held against PyTorch where it is explained.
 */
const ROUNDED = 0.6;

function tolerance(label: string): number {
  if (/int8|uint8|qdq|genai-int4/.test(label)) return ROUNDED;
  return /fp16|f16/.test(label) ? HALF : EXACT;
}

/** Vendors' attention counts its texts by the mask, which therefore has to be known. */
const masksOfOnes = (label: string): boolean => label.startsWith('genai');

async function checkReference({ label, files, inputs, outputs }: Reference): Promise<void> {
  let previous: ReadonlyMap<string, Feed> = new Map();
  for (const { bytes, feeds } of files) {
    const result = await parity(bytes, feedsOf(feeds, inputs, previous), { masksOfOnes: masksOfOnes(label) });
    expect(result.error).toBeLessThanOrEqual(tolerance(label));
    if (outputs && tolerance(label) === ROUNDED) checkOutputs(label, result.outputs, outputs);
    // The next file continues what this one computed, in floating point.
    previous = new Map(
      [...result.original].map(([name, feed]) => [name, { ...feed, data: result.outputs.get(name)! }]),
    );
  }
}

/** The float network of the stored integers is what PyTorch computes with them; biases of `qdq` are not in it. */
function checkOutputs(label: string, got: ReadonlyMap<string, Float64Array>, want: Feeds): void {
  for (const [name, { data }] of Object.entries(want)) {
    const numbers = got.get(name);
    if (numbers) expect(relativeError(numbers, data)).toBeLessThanOrEqual(label === 'qdq' ? 1e-3 : EXACT);
  }
}

const titled = (references: readonly Reference[]) =>
  references.map((reference) => [`${reference.name} ${reference.label}`, reference] as const);

const isRefused = ({ label }: Reference): boolean => label === 'bnb4';

describe('exported models', () => {
  const references = readReferences(FIXTURES);

  it('cover masks, fused and new operators, few bits, a cache and a branch', () =>
    expect(references.map(({ name, label }) => `${name} ${label}`)).toEqual([
      'bert optimum',
      'bert fused',
      'bert int8',
      'bert q4',
      'bert opset23',
      'qwen2 genai',
      't5 optimum-past',
      'vit dynamo',
      'vit fp16',
    ]));

  it.each(titled(references))('%s', (_, reference) => checkReference(reference));
});

const { folder, isThere } = sharedData('onnx', 'hf');

describe.skipIf(!isThere)(`nineteen families (skipped where ${folder} is absent)`, () => {
  const references = isThere ? readReferences(folder) : [];
  const taken = references.filter((reference) => !isRefused(reference));

  it('are all there', () => expect(references.length).toBeGreaterThanOrEqual(60));

  it.each(titled(taken))('%s', (_, reference) => checkReference(reference));

  it.each(titled(references.filter(isRefused)))('%s is refused by name', async (_, reference) => {
    await expect(checkReference(reference)).rejects.toThrow(/MatMulBnb4.*choose/);
  });
});

const others = sharedData('onnx');

/** Files of others, and of models that talk, of which nothing but the file is known. */
function otherFiles(): string[] {
  const within = (name: string) =>
    readdirSync(path.join(others.folder, name)).map((file) => path.join(name, file));
  const talking = readdirSync(path.join(others.folder, 'vlm'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => within(path.join('vlm', name, 'onnx')));
  return [...within('.'), ...within('own-exports'), ...talking].filter((file) => file.endsWith('.onnx'));
}

const LENGTHS = {
  batch: 1,
  batch_size: 1,
  b: 1,
  num_images: 1,
  num_channels: 3,
  height: 64,
  width: 64,
  '*': 7,
};

describe.skipIf(!others.isThere)(`files of others (skipped where ${others.folder} is absent)`, () => {
  const files = others.isThere ? otherFiles() : [];

  it('are all there', () => expect(files.length).toBeGreaterThanOrEqual(40));

  it.each(files)('%s', async (file) => {
    const bytes = readFileSync(path.join(others.folder, file));
    const pixels = file.includes('vit-gpt2') ? { height: 32, width: 32 } : {};
    const feeds = sampleFeeds(readOnnx(bytes), { ...LENGTHS, ...pixels }, 8);
    const run = parity(bytes, feeds, { masksOfOnes: true, countedPositions: true, allReal: true });
    if (file.includes('bnb4')) await expect(run).rejects.toThrow(Refusal);
    else expect((await run).error).toBeLessThanOrEqual(tolerance(file));
  });
});
