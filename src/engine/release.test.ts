import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openModel } from '../../models';
import type { Model, Signal } from './model';
import { TensorPool } from './program';
import { fakeGpu, type FakeGpu } from './testing/gpu';
import { noise, toyClipFolder, toyFolder } from './testing/toy';

const pixels = noise(32, 32, 11);

/** Aborted from the look after that many on. */
function abortedAfter(looks: number): Signal {
  let left = looks;
  return {
    get aborted() {
      return left-- <= 0;
    },
  };
}

describe.each([
  ['CLIPmapper', toyFolder, 'is the cat red?', undefined],
  ['CLIP', toyClipFolder, 'a {} cat', ['red', 'blue']],
] as const)('what a %s leaves on a GPU', (_, folderOf, question, choices) => {
  let gpu: FakeGpu;
  let model: Model;
  beforeAll(async () => {
    gpu = fakeGpu();
    model = await openModel(await folderOf({ seed: 12 }), gpu.runtime);
  });
  beforeEach(() => expect([gpu.tensors.live, TensorPool.live]).toEqual([0, 0]));
  afterAll(async () => {
    await model.dispose();
    expect(gpu.tensors.live).toBe(0);
  });
  const live = () => {
    expect(TensorPool.live).toBe(gpu.tensors.live);
    return gpu.tensors.live;
  };
  const methods = ['equal', 'weighted', 'raw', 'occlusion'];
  const ask = (signal?: Signal) => model.ask(pixels, question, { choices, signal });
  /** Texts are freed when their run is over. */
  const settled = () => new Promise((resolve) => setTimeout(resolve));

  it('is there while image and answer are, and gone with them', async () => {
    const image = await model.see(pixels);
    const ofImage = live();
    expect(ofImage).toBeGreaterThan(0);
    const answer = await model.ask(image, question, { choices });
    const why = await answer.explain({ methods });
    const ofAnswer = live();
    expect(ofAnswer).toBeGreaterThan(ofImage);
    await why.attention(0);
    await why.dump(methods);
    await why.perturb({
      modality: 'image',
      maps: [why.document.methods[0]!.image!.values],
      seed: 1,
      onPoint() {},
    });
    expect(live()).toBe(ofAnswer);
    await answer.explain({ answer: answer.answers[1]!.text });
    answer.dispose();
    await settled();
    expect(live()).toBe(ofImage);
    image.dispose();
    expect(live()).toBe(0);
  });

  it('of an image that only the answer knows goes with the answer', async () => {
    const answer = await ask();
    expect(live()).toBeGreaterThan(0);
    answer.dispose();
    await settled();
    expect(live()).toBe(0);
  });

  it('is nothing after warming up', async () => {
    await model.warmUp();
    await settled();
    expect(live()).toBe(0);
  });

  it('is nothing of a question that cannot be asked', async () => {
    await expect(model.ask(pixels, ' ')).rejects.toThrow(/empty/);
    expect(live()).toBe(0);
  });

  it('is nothing of a question that is aborted, wherever that is', async () => {
    let looks = 0;
    for (; ; looks++) {
      const asked = await ask(abortedAfter(looks)).catch((error: unknown) => error);
      if (!(asked instanceof Error)) {
        (asked as Awaited<ReturnType<typeof ask>>).dispose();
        break;
      }
      expect(asked).toMatchObject({ name: 'AbortError', code: 'bad-input' });
      expect(live(), `aborted after ${looks} looks`).toBe(0);
    }
    expect(looks).toBe(2);
  });

  it('is no more than the answer’s own of an explanation that is aborted, wherever that is', async () => {
    const answer = await ask();
    // The answer's text is run for the first explanation, and kept.
    await answer.explain();
    const before = live();
    let looks = 0;
    for (; ; looks++) {
      const why = await answer
        .explain({ methods, signal: abortedAfter(looks) })
        .catch((error: unknown) => error);
      expect(live(), `aborted after ${looks} looks`).toBe(before);
      if (!(why instanceof Error)) break;
      expect(why.name).toBe('AbortError');
    }
    // At the beginning, after the backward pass, before each method and after the last.
    expect(looks).toBe(3 + methods.length);
    answer.dispose();
    await settled();
  });

  it('is no more than before of a run that fails, and the next one works', async () => {
    const answer = await ask();
    const before = live();
    // A candidate's prompt is run for the first explanation of it; then the backward pass.
    for (const output of [...(choices ? ['text_embedding'] : []), '1.abar']) {
      gpu.failing.add(output);
      await expect(answer.explain(), output).rejects.toThrow('Out of memory.');
      if (output === 'text_embedding') expect(live()).toBe(before);
    }
    const failed = live();
    await expect(answer.explain()).resolves.toHaveProperty('document.schema');
    expect(live()).toBe(failed);
    answer.dispose();
    await settled();
  });
});

describe('aborting', () => {
  it('before anything is run is told as such', async () => {
    const { runtime } = fakeGpu();
    const model = await openModel(await toyFolder({ seed: 12 }), runtime);
    const stop = new AbortController();
    stop.abort();
    const { signal } = stop;
    const answer = await model.ask(pixels, 'is the cat red?');
    for (const call of [
      model.see(pixels, { signal }),
      model.ask(pixels, 'is the cat red?', { signal }),
      answer.explain({ signal }),
    ])
      await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    answer.dispose();
    await model.dispose();
  });
});
