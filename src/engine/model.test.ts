import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openModel } from '../../models';
import { readerOf, TOY_ANSWERS, toyClipmapper } from '../../models/fixtures/clipmapper';
import { loadModelFolder, type ModelFolder } from '../../models/hub/folder';
import { WhylightError } from '../tensor/error';
import type { Answered, Model, SeenImage } from './model';
import { noise, openToy, openToyClip, RUNTIME, sum, toyClipFolder, toyFolder } from './testing/toy';

const QUESTION = 'What colour is the cat?';
const pixels = noise(50, 40, 72);

let model: Model;
let image: SeenImage;
let answered: Answered;
beforeAll(async () => {
  model = await openToy({ seed: 71 });
  image = await model.see(pixels);
  answered = await model.ask(image, QUESTION);
});
afterAll(async () => {
  answered.dispose();
  image.dispose();
  await model.dispose();
});

const tokensOf = async (one: Answered) => (await one.explain({ methods: ['raw'] })).document.tokens;

describe('facts', () => {
  it('describe a CLIPmapper: grid, answers, blocks, layers to start at, what methods are given', () => {
    const { facts } = model;
    expect(facts).toMatchObject({
      id: 'toy-71',
      architecture: 'clipmapper',
      answering: 'vocabulary',
      grid: { rows: 4, cols: 4 },
      imageSize: 32,
      maxTokens: 16,
      startLayers: 2,
      recommended: { startLayer: 0, importance: 'norm' },
      domain: 'stickers',
    });
    expect(facts.answers).toEqual(TOY_ANSWERS);
    expect(facts.blocks).toHaveLength(12);
    expect(facts.blocks[4]).toMatchObject({ kind: 'mapper.text_to_image', layer: 0, heads: 2 });
    expect([...facts.offers].sort()).toEqual([
      'attention',
      'attention-gradients',
      'importance',
      'input-gradients',
      'model-runs',
    ]);
  });

  it('describe a CLIP, whose answers come with the question', async () => {
    const clip = await openToyClip({ seed: 71 });
    expect(clip.facts).toMatchObject({ architecture: 'clip', answering: 'candidates', answers: [] });
    expect(clip.facts.offers).toContain('last-block-values');
    expect(clip.facts.offers).not.toContain('input-gradients');
    await clip.dispose();
  });
});

describe('answers', () => {
  it('are all there, most probable first, and their probabilities are the softmax of the logits', () => {
    const { answers } = answered;
    expect([...answers].map(({ text }) => text).sort()).toEqual([...TOY_ANSWERS].sort());
    expect(sum(answers.map(({ probability }) => probability))).toBeCloseTo(1, 12);
    const total = sum(answers.map(({ logit }) => Math.exp(logit)));
    answers.forEach(({ logit, probability }, rank) => {
      expect(probability).toBeCloseTo(Math.exp(logit) / total, 10);
      if (rank > 0) expect(logit).toBeLessThanOrEqual(answers[rank - 1]!.logit);
    });
  });

  it('are the same for an image that was seen before and for its pixels', async () => {
    const other = await model.ask(pixels, QUESTION);
    expect(other.answers).toEqual(answered.answers);
    const [one, two] = [await other.explain(), await answered.explain()];
    expect({ ...one.document, timings: {} }).toEqual({ ...two.document, timings: {} });
    // What one question's end frees, others do not need.
    other.dispose();
    const again = await model.ask(image, QUESTION);
    expect(again.answers).toEqual(answered.answers);
    again.dispose();
  });

  it('do not depend on case or on spaces around the question', async () => {
    const other = await model.ask(image, '  what COLOUR is the cat?\n');
    expect(await tokensOf(other)).toEqual(await tokensOf(answered));
    expect(other.answers).toEqual(answered.answers);
    other.dispose();
  });

  it('come for a question that was cut at the length of the model, which is said', async () => {
    const long = await model.ask(image, 'cat '.repeat(2000));
    expect(await tokensOf(long)).toHaveLength(model.facts.maxTokens);
    expect(long.notices).toEqual(['The question was cut at 16 tokens, the most this model reads.']);
    long.dispose();
  });

  it('come for words that the tokenizer has never seen, in any script', async () => {
    const strange = await model.ask(image, 'Ψ 猫 🐈');
    expect(strange.answers).toHaveLength(5);
    strange.dispose();
  });

  it.each(['', '   \n'])('do not come for an empty question (%j)', async (question) => {
    await expect(model.ask(image, question)).rejects.toThrow(/question is empty/);
  });

  it.each([[['red', 'blue']], [[]], ['caption']] as const)(
    'of a vocabulary cannot be replaced by choices (%j)',
    async (choices) => {
      const error: unknown = await model.ask(image, QUESTION, { choices }).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(WhylightError);
      expect(error).toMatchObject({
        code: 'bad-input',
        message: 'This model answers from its own 5 answers, so it takes no candidates: leave them out.',
      });
    },
  );
});

describe('model folders that do not fit', () => {
  const changed = async (change: (folder: ModelFolder) => ModelFolder) =>
    openModel(change(await toyFolder({ seed: 1 })), RUNTIME);
  const withManifest = (manifest: Partial<ModelFolder['manifest']>) =>
    changed((folder) => ({ ...folder, manifest: { ...folder.manifest, ...manifest } }));

  it('are refused where weights lack a tensor, naming it', async () => {
    const broken = changed((folder) => {
      const tensors = new Map(folder.weights.tensors);
      tensors.delete('mapper.final_norm.bias');
      return { ...folder, weights: { ...folder.weights, tensors } };
    });
    await expect(broken).rejects.toThrow(/1 missing \(mapper\.final_norm\.bias\)/);
  });

  it('are refused where nobody knows the architecture, naming those that are known', async () => {
    await expect(withManifest({ architecture: 'siglip' })).rejects.toMatchObject({
      code: 'model-broken',
      message: expect.stringMatching(
        /^The model toy-1 is of the architecture "siglip", which this Whylight does not know; it knows clipmapper, clip, captioner/,
      ) as string,
    });
  });

  it('are refused where the configuration is another architecture’s', async () => {
    const { manifest } = await toyClipFolder({ seed: 1 });
    await expect(withManifest({ config: manifest.config })).rejects.toMatchObject({
      code: 'model-broken',
      message: expect.stringMatching(/^The model toy-1 is not valid at config\.\w+: /) as string,
    });
    await expect(withManifest({ architecture: 'clip' })).rejects.toMatchObject({ code: 'model-broken' });
  });

  it('are refused where the tokenizer has more tokens than the model', async () => {
    const folder = await loadModelFolder(readerOf(await toyClipmapper({ seed: 1 })));
    const { model: bpe, ...rest } = folder.tokenizer as { model: { vocab: Record<string, number> } };
    const tokenizer = { ...rest, model: { ...bpe, vocab: { ...bpe.vocab, zzz: 600 } } };
    await expect(openModel({ ...folder, tokenizer }, RUNTIME)).rejects.toThrow(/knows 601 tokens/);
  });
});

it('warms up, telling each step', async () => {
  const steps: [number, number][] = [];
  await model.warmUp((done, total) => steps.push([done, total]));
  expect(steps).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
});
