import { describe, expect, it } from 'vitest';
import { ruleOf } from '../methods/compute';
import { accumulate } from './accumulate';
import { accumulatedMaps } from './maps';
import { distance } from './testing/distance';
import { readReferences, REFERENCES, type Reference } from './testing/references';
import { sharedData } from './testing/shared';

const EQUAL = ruleOf({ id: 'equal' })!;

/** Ā from attention and gradients of PyTorch, and R from it by NumPy. */
function checkReference({ evidence: { streams, blocks, readOuts }, reached, relevance }: Reference): void {
  const R = accumulate(blocks, streams, EQUAL);
  for (const { id: s } of streams)
    for (const { id: t } of streams) expect(distance(R[s]![t]!, relevance(s, t))).toBeLessThan(1e-12);

  const [maps] = accumulatedMaps(blocks, streams, readOuts, [EQUAL], 0);
  for (const { id: t, parts } of streams) {
    const want = new Float64Array(parts.at(-1)!.to);
    for (const { stream, weights } of readOuts) {
      const rows = relevance(stream, t);
      rows.forEach(
        (value, at) => (want[at % want.length]! += weights[Math.floor(at / want.length)]! * value),
      );
    }
    expect(distance(maps![t]!, want)).toBeLessThan(1e-12);
  }

  expect(blocks.map(({ abar }) => abar.some((value) => value > 0))).toEqual(reached);
}

describe('relevance computed elsewhere', () => {
  const references = readReferences(REFERENCES);

  it('covers co-attention, a probe and a chain of three streams', () => {
    expect(references.map(({ name }) => name)).toEqual(['blip-vqa', 'lxmert', 'siglip']);
  });

  it.each(references.map((reference) => [reference.name, reference] as const))('%s', (_, reference) =>
    checkReference(reference),
  );
});

const { folder, isThere } = sharedData('onnx', 'hf');

describe.skipIf(!isThere)(`relevance of every family (skipped where ${folder} is absent)`, () => {
  const references = readReferences(folder);

  it('is known of nineteen runs at least', () => expect(references.length).toBeGreaterThanOrEqual(19));

  it.each(references.map((reference) => [reference.name, reference] as const))('%s', (_, reference) =>
    checkReference(reference),
  );
});
