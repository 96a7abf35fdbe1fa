/** One explanation on every way to run the model: WASM on one and two threads, WebGPU, and onnxruntime-node. */
import type { Page } from '@playwright/test';
import { load, readImage } from '../../node/library/library';
import { onBoth, type Explanation } from '../support/explanation';
import { losslessPhotograph } from '../support/pictures';
import { askAbout, computedOn } from '../support/playground';
import { expect, test } from '../support/test';

/** Largest difference that single precision explains, as a share of the largest value. */
const TOLERANCE = 1e-3;
const QUESTION = 'What is left of the red ball?';

/** A picture that every decoder reads alike and nobody resizes before the model does. */
const picture = () => losslessPhotograph(300, 220, 4);

async function onPage(page: Page, says: string): Promise<Explanation> {
  const document = await askAbout(page, await picture(), QUESTION);
  await computedOn(page, says);
  return document;
}

async function inNode(): Promise<Explanation> {
  const model = await load('dist/models/stickers');
  try {
    const answer = await model.ask(await readImage((await picture()).buffer), QUESTION);
    return onBoth((await answer.explain({ methods: ['weighted', 'equal'] })).document);
  } finally {
    await model.dispose();
  }
}

/** Numbers of a document by name: the logits by answer, and both maps before they are scaled to mass 1. */
function numbers({ answers, methods }: Explanation): Map<string, readonly number[]> {
  const logits = [...answers].sort((a, b) => a.text.localeCompare(b.text)).map(({ logit }) => logit);
  const maps = methods.flatMap(({ id, image, text }) =>
    [image, text].map(
      ({ values, rawMass }, i) => [`${id} ${i ? 'words' : 'image'}`, values.map((v) => v * rawMass)] as const,
    ),
  );
  return new Map([['logits', logits], ...maps]);
}

function expectAgreement(actual: Explanation, expected: Explanation): void {
  for (const field of ['model', 'image', 'question', 'tokens', 'target'] as const) {
    expect(actual[field], field).toEqual(expected[field]);
  }
  const names = (document: Explanation) => document.answers.map(({ text }) => text).sort();
  expect(names(actual)).toEqual(names(expected));
  const found = numbers(actual);
  for (const [name, values] of numbers(expected)) {
    const largest = Math.max(...values.map(Math.abs));
    const off = Math.max(...values.map((value, i) => Math.abs(value - found.get(name)![i]!)));
    expect(largest, name).toBeGreaterThan(0);
    expect(off / largest, name).toBeLessThanOrEqual(TOLERANCE);
  }
}

test('WASM on one and on two threads agrees with Node', async ({ page, openPlayground }) => {
  const expected = await inNode();
  await openPlayground({ threads: '1' });
  expectAgreement(await onPage(page, 'WASM, 1 thread'), expected);
  await openPlayground({ threads: '2' });
  expectAgreement(await onPage(page, 'WASM, 2 threads'), expected);
  // The runtime's own worker is there: two threads are more than a number.
  expect(page.workers().length).toBeGreaterThan(1);
});

test('WebGPU agrees with Node @webgpu-only', async ({ page, openPlayground }) => {
  await openPlayground();
  expectAgreement(await onPage(page, 'WebGPU'), await inNode());
});
