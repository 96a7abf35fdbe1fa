import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Forward, SeenTogether } from '../../src/engine/forward';
import type { Answered, Model } from '../../src/engine/model';
import type { CurvePoint } from '../../src/engine/perturb';
import { softmax } from '../../src/engine/target';
import { noise, relativeError, RUNTIME, toyClipFolder } from '../../src/engine/testing/toy';
import { readTensorF32 } from '../../src/weights/values';
import { openModel } from '..';
import type { ModelFolder } from '../hub/folder';
import type { ClipTowers } from './clip-towers';
import { plainText, plainVision } from './testing/plain';
import { planesOf, towersOf } from './testing/toy';

const PICTURES = [noise(32, 32, 1), noise(50, 40, 2)];
const QUESTION = 'what colour is the cat?';

let folder: ModelFolder;
let towers: ClipTowers;
let model: Model;
let forward: Forward;
let seen: SeenTogether;
beforeAll(async () => {
  folder = await toyClipFolder({ seed: 98, maxTokens: 24 });
  towers = towersOf(folder);
  model = await openModel(folder, RUNTIME);
  forward = await model.forward();
  seen = await forward.see(PICTURES);
});
afterAll(async () => {
  await forward.dispose();
  await model.dispose();
  await towers.sessions.dispose();
});

const logitsOf = ({ answers, candidates }: Answered) =>
  candidates!.map(({ answer }) => answers.find(({ text }) => text === answer)!.logit);

it('many questions are answered as one by one, each from its own candidates', async () => {
  const asked = [QUESTION, 'is there a dog?', 'two cats on a sofa'].flatMap((question) =>
    [1, 0].map((row) => ({ row, question })),
  );
  const found = await seen.ask(asked);
  for (const [n, { row, question }] of asked.entries()) {
    const alone = await model.ask(PICTURES[row]!, question);
    expect(found[n]!.vocabulary).toEqual(alone.candidates!.map(({ answer }) => answer));
    expect(relativeError(found[n]!.logits, logitsOf(alone)), `${row} ${question}`).toBeLessThan(1e-5);
    alone.dispose();
  }
});

describe('parts left out', () => {
  /** Probability of "blue" from one row of logits. */
  const blue = (vocabulary: readonly string[], logits: ArrayLike<number>) =>
    softmax(logits)[vocabulary.indexOf('blue')]!;

  it.each(['image', 'text'] as const)(
    'of the %s: the same as in an explanation’s curves',
    async (modality) => {
      const answered = await model.ask(PICTURES[0]!, QUESTION);
      const why = await answered.explain({ answer: 'blue', methods: ['equal'] });
      const vocabulary = answered.candidates!.map(({ answer }) => answer);
      const count = modality === 'image' ? 16 : new Set(why.document.words.filter((word) => word >= 0)).size;
      // The first are the most relevant, one token a word or several.
      const map =
        modality === 'image'
          ? Array.from({ length: 16 }, (_, n) => 16 - n)
          : why.document.words.map((word) => (word < 0 ? 0 : 100 ** -word));
      const points: CurvePoint[] = [];
      await why.perturb({ modality, maps: [map], seed: 1, onPoint: (point) => points.push(point) });
      const curve = points.filter(({ method, direction }) => method === 0 && direction === 'positive');
      const runs = curve.map(({ fraction }) => {
        const kept = Array.from({ length: count }, (_, n) => n).slice(Math.round(fraction * count));
        return modality === 'image' ? { patches: kept } : { words: kept };
      });
      for (const [n, run] of runs.entries()) {
        const logits = await seen.shortened({ row: 0, question: QUESTION }, 'blue', [run]);
        expect(blue(vocabulary, logits), `${curve[n]!.fraction}`).toBeCloseTo(curve[n]!.score, 5);
      }
      answered.dispose();
    },
  );

  it('need an answer that the question has', async () => {
    await expect(seen.shortened({ row: 0, question: QUESTION }, 'seven', [{}])).rejects.toThrow(/“seven”/);
  });
});

it('embeddings of pictures and texts are those of the plain loops', async () => {
  const read = (name: string) => readTensorF32(folder.weights, name);
  const images = await seen.embedImages!();
  PICTURES.forEach((picture, row) => {
    const { embedding } = plainVision(read, towers.clip, planesOf(towers.patchesOf(picture), 32, 8));
    expect(relativeError(images.subarray(row * 10, (row + 1) * 10), embedding)).toBeLessThan(1e-5);
  });
  const texts = ['a cat', 'two dogs on a sofa', 'a cat'];
  const found = await forward.embedTexts!(texts);
  texts.forEach((text, n) => {
    const { embedding } = plainText(read, towers.clip, towers.tokenizer.encode(text).ids);
    expect(relativeError(found[n]!, embedding)).toBeLessThan(1e-5);
  });
});
