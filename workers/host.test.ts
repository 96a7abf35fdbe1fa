import * as ort from 'onnxruntime-node';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { toyClip } from '../models/fixtures/clip';
import { readerOf } from '../models/fixtures/clipmapper';
import { loadModelFolder } from '../models/hub/folder';
import type { Asked } from '../src/ask';
import { Host } from './host';
import type { Reply } from './protocol';

// A zero-shot model on this machine's own runtime: what a page's worker loads, but small.
vi.mock('./openSource', () => ({
  openSource: async () =>
    loadModelFolder(readerOf(await toyClip({ seed: 5, textLayers: 2, visionLayers: 2 }))),
}));
vi.mock('./runtime', () => ({
  loadRuntime: async () => ({ ort, backend: { provider: 'cpu', threads: 1 }, reason: 'A test.' }),
}));

const METHODS = [{ id: 'weighted' }, { id: 'equal' }];
const CHOICES = ['cat', 'two dogs on the red sofa'];
const asked = (answer?: string): Asked => ({
  question: 'what is this?',
  choices: CHOICES,
  target: answer === undefined ? {} : { answer },
  methods: METHODS,
});

let host: Host;
let said: Reply[];
let id = 0;

/** The last reply, which must be of the given kind. */
function last<T extends Reply['type']>(type: T): Extract<Reply, { type: T }> {
  const reply = said.at(-1);
  if (reply?.type !== type) throw new Error(`expected ${type}, got ${reply?.type}`);
  return reply as Extract<Reply, { type: T }>;
}

const never = async () => false;

async function explain(answer?: string) {
  await host.explain({ type: 'explain', id: ++id, imageKey: 'a', asked: asked(answer) }, never);
  return last('explanation').document;
}

/** Rows of the attention that the explanation on show has in a block. */
async function sizeOf(block: number) {
  await host.attention({ type: 'attention', id: ++id, block });
  const { rows, cols, values } = last('attention');
  expect(values).toHaveLength(rows * cols);
  return [rows, cols];
}

beforeAll(async () => {
  host = new Host((reply) => said.push(reply));
  said = [];
  await host.load({ type: 'load', id: ++id, modelUrl: '', runtimeUrl: '', backend: 'auto' });
  const data = Uint8ClampedArray.from({ length: 32 * 32 * 4 }, (_, i) => (i * 37) % 256);
  await host.image({ type: 'image', id: ++id, key: 'a', image: { width: 32, height: 32, data } });
});
beforeEach(() => {
  said = [];
});

describe('the worker of a zero-shot model', () => {
  it('tells answers and prompts before the maps', async () => {
    const { answers, target, choices } = await explain();
    expect(said.map(({ type }) => type)).toEqual(['answers', 'explanation']);
    expect(choices).toEqual(CHOICES);
    expect(target).toEqual({ answer: answers[0]!.text });
    const [first] = said;
    expect(first).toMatchObject({ answers, candidates: CHOICES.map((answer) => ({ answer })) });
  });

  it('shows the attention of the prompt whose tokens it shows, whichever answer is explained', async () => {
    const lengths = [];
    for (const answer of CHOICES) {
      const { tokens, words, target, prompt } = await explain(answer);
      expect(target.answer).toBe(answer);
      expect(prompt).toContain(answer);
      expect(words).toHaveLength(tokens.length);
      const text = last('explanation').weights.filter(({ query }) => query === 'text');
      expect(await sizeOf(text.at(-1)!.block)).toEqual([tokens.length, tokens.length]);
      for (const { weights } of text) expect(weights.norm).toHaveLength(tokens.length);
      lengths.push(tokens.length);
    }
    expect(lengths[1]).toBeGreaterThan(lengths[0]!);
  });

  it('replays the explanation on show, from block to block up to its maps', async () => {
    const { methods, words } = await explain();
    const blocks = last('explanation').weights.length;
    await host.replay({ type: 'replay', id: ++id, methods: METHODS }, never);
    const { steps } = last('replay');
    expect(steps).toHaveLength(METHODS.length);
    steps.forEach(({ image, text }, n) => {
      expect([image.length, text.length]).toEqual([blocks, blocks]);
      const shown = methods[n]!;
      const { values: patches, rawMass: onImage } = shown.image!;
      image.at(-1)!.forEach((value, i) => expect(value).toBeCloseTo(patches[i]! * onImage, 5));
      const { values: tokens, rawMass: onText } = shown.text!;
      text.at(-1)!.forEach((value, i) => {
        // Special tokens are no evidence and are not shown.
        if (words[i]! >= 0) expect(value).toBeCloseTo(tokens[i]! * onText, 5);
      });
    });
  });

  it('stops a replay that nobody waits for', async () => {
    await explain();
    said = [];
    await host.replay({ type: 'replay', id: ++id, methods: METHODS }, async () => true);
    expect(said).toEqual([]);
  });

  it('removes the words of the explained prompt, and tells each curve to its end', async () => {
    await explain(CHOICES[1]);
    said = [];
    await host.perturb({ type: 'perturb', id: ++id, modality: 'text', methods: METHODS }, never);
    last('perturbed');
    const ends = said.flatMap((reply) =>
      reply.type === 'perturb' && reply.auc !== undefined ? [reply] : [],
    );
    const names = new Set(ends.map(({ method, direction }) => `${method} ${direction}`));
    expect(names.size).toBe(6);
  });

  it('refuses in a sentence what is asked of an explanation that is gone', async () => {
    const fresh = new Host(() => undefined);
    await expect(fresh.attention({ type: 'attention', id: 1, block: 0 })).rejects.toThrow(/ask again/);
  });
});
