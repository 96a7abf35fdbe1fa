import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noise, openToy, relativeError, seededArray } from '../../src/engine/testing/toy';
import type { Answer } from '../../src/ask';
import type { Answered, Model } from '../../src/engine/model';
import type { TensorData } from '../../src/weights/safetensors-write';
import { readTensorF32 } from '../../src/weights/values';
import { planesOf } from '../clip/testing/toy';
import { plainText, plainVision } from '../clip/testing/plain';
import type { ModelFolder } from '../hub/folder';
import type { Captioner } from './captioner-model';
import { plainCaptioner } from './testing/plain';
import { captionerFolder, captionerOf, openCaptioner } from './testing/toy';
import { tokenTexts } from './vocabulary';

const TOY = { seed: 41, mapperLayers: 2, maxTokens: 20 };

let folder: ModelFolder;
let captioner: Captioner;
let model: Model;
beforeAll(async () => {
  folder = await captionerFolder(TOY);
  captioner = captionerOf(folder);
  model = await openCaptioner(folder);
});
afterAll(async () => {
  await captioner.sessions.dispose();
  await model.dispose();
});

describe('a captioner against the formulas of README.md in plain loops', () => {
  it.each(['', 'a', 'there are two dogs'])('tells what follows “%s”', async (said) => {
    const patches = seededArray(16 * 192, 5);
    const read = (name: string) => readTensorF32(folder.weights, name);
    const { ids } = captioner.encode(said);
    const expected = plainCaptioner(
      read,
      captioner.config.mapper,
      plainText(read, captioner.config.clip, ids).hidden,
      plainVision(read, captioner.config.clip, planesOf(patches, 32, 8)).hidden,
    );
    const logits = await captioner.logits([{ patches }], [{ ids }]);
    expect(relativeError(logits, expected.at(-1)!)).toBeLessThan(1e-5);
  });
});

describe('blocks', () => {
  it('the image is left as its tower saw it; every block has influence on the next token', () => {
    const mapped = model.facts.blocks.slice(4).map(({ kind, query, key, queryVersion, keyVersion }) => {
      return [kind, query, key, queryVersion, keyVersion];
    });
    expect(mapped).toEqual([
      ['mapper.text_to_image', 'text', 'image', 3, 1],
      ['mapper.text.self', 'text', 'text', 4, 4],
      ['mapper.text_to_image', 'text', 'image', 5, 1],
      ['mapper.text.self', 'text', 'text', 6, 6],
    ]);
    expect(captioner.blocks.every(({ reached }) => reached)).toBe(true);
  });
});

type Matrix = number[][];
const each = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const eye = (n: number): Matrix => each(n).map((i) => each(n).map((j) => Number(i === j)));
const zeros = (n: number, m: number): Matrix => each(n).map(() => each(m).map(() => 0));
const plus = (a: Matrix, b: Matrix): Matrix => a.map((row, n) => row.map((v, m) => v + b[n]![m]!));
const times = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => each(b[0]!.length).map((j) => row.reduce((sum, v, k) => sum + v * b[k]![j]!, 0)));
const transposed = (a: Matrix): Matrix => each(a[0]!.length).map((m) => a.map((row) => row[m]!));

/** R − I with rows of sum 1 (rows of zeros stay), plus I: Chefer et al. 2021, eqs. 8 and 9. */
const normalised = (R: Matrix): Matrix =>
  R.map((row, n) => {
    const rest = row.map((v, m) => v - Number(n === m));
    const sum = rest.reduce((a, b) => a + b, 0);
    return rest.map((v, m) => (sum === 0 ? 0 : v / sum) + Number(n === m));
  });

const numbersOf = ({ data }: TensorData) => data as unknown as ArrayLike<number>;

/** Mean over heads of (∇A ⊙ A)⁺, eq. 5. */
function abarOf(A: TensorData, gradient: TensorData): Matrix {
  const [heads, rows, cols] = A.shape as [number, number, number];
  const at = (t: TensorData, h: number, n: number, m: number) => numbersOf(t)[(h * rows + n) * cols + m]!;
  return each(rows).map((n) =>
    each(cols).map(
      (m) =>
        each(heads).reduce((sum, h) => sum + Math.max(0, at(A, h, n, m) * at(gradient, h, n, m)), 0) / heads,
    ),
  );
}

const norms = (t: TensorData): number[] => {
  const [rows, d] = t.shape as [number, number];
  return each(rows).map((n) => Math.hypot(...each(d).map((i) => numbersOf(t)[n * d + i]!)));
};

/** Relevance of a caption's next token written out: words before it, and image tokens. */
function relevanceByHand(dump: ReadonlyMap<string, TensorData>, isWeighted: boolean) {
  const names = [...dump.keys()].filter((name) => name.endsWith('.attention')).sort();
  const get = (name: string, part: string) => dump.get(name.replace('attention', part))!;
  const [T, L] = [dump.get(names[0]!)!.shape[1]!, dump.get(names.at(-1)!)!.shape[1]!];
  let [ii, tt, ti] = [eye(T), eye(L), zeros(L, T)];
  for (const name of names) {
    const [a, x] = [norms(get(name, 'output')), norms(get(name, 'residual'))];
    const M = abarOf(dump.get(name)!, get(name, 'gradient')).map((row, n) =>
      row.map((v) => v * (isWeighted ? Math.min(a[n]! / x[n]!, 20) : 1)),
    );
    if (name.includes('vision')) ii = plus(ii, times(M, ii));
    else if (name.includes('text_to_image'))
      ti = plus(ti, times(transposed(normalised(tt)), times(M, normalised(ii))));
    else [tt, ti] = [plus(tt, times(M, tt)), plus(ti, times(M, ti))];
  }
  return { text: tt.at(-1)!, image: ti.at(-1)! };
}

const shares = (values: readonly number[]): number[] => {
  const sum = values.reduce((a, b) => a + b, 0);
  return values.map((v) => v / sum);
};

describe('why a word comes next', () => {
  let answered: Answered;
  beforeAll(async () => {
    answered = await model.ask(noise(32, 32, 3), 'there are two');
  });
  afterAll(() => answered.dispose());

  it.each([
    ['equal', false],
    ['weighted', true],
  ] as const)(
    '%s relevance is what its equations give, from attention and gradients',
    async (id, isWeighted) => {
      const [{ text: rather }, , , { text: answer }] = answered.answers as [Answer, Answer, Answer, Answer];
      const why = await answered.explain({ methods: [id], answer, rather });
      const dump = new Map((await why.dump([id])).map((tensor) => [tensor.name, tensor]));
      const { text, image } = relevanceByHand(dump, isWeighted);
      const { document } = why;
      expect(document.target).toEqual({ answer, versus: rather });
      expect([...new Set(document.words)]).toEqual([-1, 0, 1, 2]);
      const found = document.methods[0]!;
      expect(relativeError(found.image!.values, shares(image.slice(1)))).toBeLessThan(1e-5);
      const ofWords = shares(text.map((v, n) => (n === 0 ? 0 : v)));
      expect(relativeError(found.text!.values, ofWords)).toBeLessThan(1e-5);
    },
  );

  it('attention of the last word to later ones is nothing: there are none', async () => {
    const why = await answered.explain({ methods: ['equal'] });
    const last = model.facts.blocks.length - 1;
    const { rows, cols, values } = await why.attention(last);
    each(rows).forEach((n) =>
      each(cols).forEach((m) => {
        if (m > n) expect(values[n * cols + m]).toBe(0);
      }),
    );
  });

  it('the first word is explained by the image alone', async () => {
    const first = await model.ask(noise(32, 32, 3), '');
    const { document } = await first.explain({ methods: ['weighted', 'equal', 'occlusion'] });
    expect(document.tokens).toEqual(['<|startoftext|>']);
    expect(document.methods[0]!.text!.values).toEqual([0]);
    expect(document.methods[0]!.image!.values.some((value) => value !== 0)).toBe(true);
    first.dispose();
  });

  it('words and patches can be left out', async () => {
    const why = await answered.explain({ methods: ['equal'] });
    for (const modality of ['image', 'text'] as const) {
      const scores: number[] = [];
      const found = why.document.methods[0]!;
      const map = modality === 'image' ? found.image!.values : found.text!.values;
      await why.perturb({ modality, maps: [map], seed: 1, onPoint: ({ score }) => scores.push(score) });
      expect(scores.length).toBeGreaterThan(3);
      expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
    }
  });
});

describe('describing', () => {
  it('says at every step the most probable token, as asking for what comes next gives it', async () => {
    const image = await model.see(noise(32, 32, 9));
    const { speech } = image;
    const { words, text } = await image.describe({ maxTokens: 6 });
    expect(words.length).toBeGreaterThan(0);
    for (const { before, answer, alternatives } of words) {
      expect(alternatives[0]!.answer).toBe(answer);
      const again = await model.ask(image, before);
      // What the tokenizer reads of a text need not be the tokens that the text was said in.
      if (speech.encode(before).length !== speech.encode(text).length) {
        expect(again.answers[0]!.probability).toBeGreaterThan(0);
      }
      again.dispose();
    }
    image.dispose();
  });

  it('is refused by a model that answers questions', async () => {
    const other = await openToy({ seed: 1 });
    const image = await other.see(noise(32, 32, 9));
    expect(() => image.speech).toThrow(/answers questions and tells no captions/);
    image.dispose();
    await other.dispose();
  });

  it('refuses a start that leaves no room, and candidates', async () => {
    const image = await model.see(noise(32, 32, 9));
    await expect(image.describe({ start: 'dogs dogs dogs', maxTokens: 1 })).rejects.toThrow(/shorten it/);
    await expect(model.ask(image, 'a '.repeat(30))).rejects.toThrow(/more than 18 tokens.*shorten it/);
    await expect(model.ask(image, 'a', { choices: ['dog', 'cat'] })).rejects.toThrow(/takes no candidates/);
    image.dispose();
  });

  it('has a text of its own for every token', () => {
    const texts = tokenTexts(folder.tokenizer, captioner.config.clip.text_config.vocab_size);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts).toContain('o');
    expect(texts).toContain('o…');
    expect(texts.at(-1)).toBe('<|endoftext|>');
  });
});
