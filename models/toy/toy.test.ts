import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answered, Model } from '../../src/engine/model';
import type { Explanation } from '../../src/engine/explanation';
import { METHODS, serves } from '../../src/methods';
import type { TensorData } from '../../src/weights/safetensors-write';
import { ANSWERS, openToy, picture } from './testing/files';

/*
 * Relevance of the toy, written out for its own shape from what the model computed: with Ā_n of the layers and w_n their
 * weights, R ← R + w_n ⊙ (Ā_n R) from R = I gives the joint stream; the probe adds one row, R_pj = Ā_p R̄_jj with R̄ the
 * rows of R − I brought to sum 1, plus I (eqs. 8–10 with R_pp = I; a probe has no residual connection, so no weight). The
 * target reads the class token and the probe, so the map is the class token's row of R plus the probe's row.
 */
type Matrix = number[][];

/** The values of a dumped tensor: float32 or float64, both of which are array-like. */
const valuesOf = ({ data }: TensorData) => data as unknown as ArrayLike<number>;

const each = (n: number) => Array.from({ length: n }, (_, i) => i);

function matrixOf(tensor: TensorData, rows: number, cols: number, head: number): Matrix {
  const data = valuesOf(tensor);
  return each(rows).map((n) => each(cols).map((m) => Number(data[(head * rows + n) * cols + m])));
}

/** mean over heads of (∇A ⊙ A)⁺ */
function abar(A: TensorData, gradient: TensorData): Matrix {
  const [heads, rows, cols] = A.shape as [number, number, number];
  const maps = each(heads).map(
    (h) => [matrixOf(A, rows, cols, h), matrixOf(gradient, rows, cols, h)] as const,
  );
  return each(rows).map((n) =>
    each(cols).map((m) => maps.reduce((sum, [a, g]) => sum + Math.max(0, a[n]![m]! * g[n]![m]!), 0) / heads),
  );
}

const times = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));

const norms = (tensor: TensorData): number[] => {
  const [rows, d] = tensor.shape as [number, number];
  const data = valuesOf(tensor);
  return each(rows).map((n) => Math.hypot(...each(d).map((i) => Number(data[n * d + i]))));
};

/** The map over the joint stream; `weighted` by the norms of what attention adds and of what was there. */
function jointMap(dump: ReadonlyMap<string, TensorData>, isWeighted: boolean): number[] {
  const blocks = [...dump.keys()].filter((name) => name.endsWith('.attention')).sort();
  const part = (name: string, of: string) => dump.get(name.replace('attention', of))!;
  const layers = blocks.slice(0, -1);
  const tokens = dump.get(layers[0]!)!.shape[1]!;
  let R: Matrix = each(tokens).map((n) => each(tokens).map((m) => Number(n === m)));
  for (const name of layers) {
    const map = abar(dump.get(name)!, part(name, 'gradient'));
    const [a, x] = [norms(part(name, 'output')), norms(part(name, 'residual'))];
    const w = each(tokens).map((n) => (isWeighted ? Math.min(a[n]! / x[n]!, 20) : 1));
    const added = times(map, R);
    R = R.map((row, n) => row.map((value, m) => value + w[n]! * added[n]![m]!));
  }
  const bar = R.map((row, n) => {
    const rest = row.map((value, m) => value - Number(n === m));
    const sum = rest.reduce((total, value) => total + value, 0);
    return rest.map((value, m) => (sum === 0 ? 0 : value / sum) + Number(n === m));
  });
  const name = blocks.at(-1)!;
  const [probe] = times(abar(dump.get(name)!, part(name, 'gradient')), bar);
  return R[0]!.map((value, m) => value + probe![m]!);
}

const shares = (values: readonly number[]): number[] => {
  const sum = values.reduce((total, value) => total + Math.abs(value), 0);
  return values.map((value) => value / sum);
};

let model: Model;
let answer: Answered;
let why: Explanation;
let dump: Map<string, TensorData>;

beforeAll(async () => {
  model = await openToy(3);
  answer = await model.ask(picture(), 'is the cat red?');
  why = await answer.explain({
    methods: ['equal', 'weighted', 'raw', 'gradcam', 'rollout', 'random', 'centre'],
  });
  dump = new Map(
    (await why.dump(['equal', 'weighted', 'raw', 'gradcam', 'rollout', 'random', 'centre'])).map((t) => [
      t.name,
      t,
    ]),
  );
});

afterAll(async () => {
  answer.dispose();
  await model.dispose();
});

const near = (actual: readonly number[], expected: readonly number[]) => {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(value, `[${i}]`).toBeCloseTo(expected[i]!, 6));
};

describe('a joint stream with a probe', () => {
  it.each([
    ['equal', false],
    ['weighted', true],
  ] as const)('has the %s maps that its equations give', (id, isWeighted) => {
    const { methods, words } = why.document;
    const map = jointMap(dump, isWeighted);
    const { image, text } = methods.find((method) => method.id === id)!;
    near(image!.values, shares(map.slice(words.length)));
    near(text!.values, shares(words.map((word, n) => (word < 0 ? 0 : map[n]!))));
    // The raw mass tells relevance that was lost from relevance that was normalised away.
    const onPatches = map.slice(words.length).reduce((sum, value) => sum + value, 0);
    expect(image!.rawMass / onPatches).toBeCloseTo(1, 5);
  });

  it('tells its streams, and what each token stands for', () => {
    const { streams, tokens, words, methods } = why.document;
    expect(streams.map(({ id }) => id)).toEqual(['joint', 'probe']);
    expect(streams[0]!.parts.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['special', 0, 1],
      ['words', 1, tokens.length - 1],
      ['special', tokens.length - 1, tokens.length],
      ['patches', tokens.length, tokens.length + 9],
    ]);
    expect(words).toHaveLength(tokens.length);
    for (const { image, text, others } of methods) {
      expect(image!.values).toHaveLength(9);
      expect(text!.values).toHaveLength(tokens.length);
      expect(others!.map(({ stream, values }) => [stream, values.length])).toEqual([['probe', 1]]);
    }
  });

  it('has versions: the probe reads the last layer’s state, and begins with itself', () => {
    expect(
      model.facts.blocks.map(({ query, key, queryVersion, keyVersion }) => [
        query,
        key,
        queryVersion,
        keyVersion,
      ]),
    ).toEqual([
      ['joint', 'joint', -1, -1],
      ['joint', 'joint', 0, 0],
      ['joint', 'joint', 1, 1],
      ['probe', 'joint', -1, 2],
    ]);
  });

  it('reads raw attention where the probe looks last', () => {
    const A = dump.get('003.probe.pooling.attention')!;
    const tokens = A.shape[2]!;
    const mean = each(tokens).map(
      (m) => each(3).reduce((sum, h) => sum + Number(valuesOf(A)[h * tokens + m]), 0) / 3,
    );
    const { image } = why.document.methods.find(({ id }) => id === 'raw')!;
    near(image!.values, shares(mean.slice(-9)));
  });

  it('leaves out early layers, and replays block by block to the final map', async () => {
    const late = await answer.explain({ methods: ['equal'], startLayer: 2 });
    expect(late.document.methods[0]!.image!.values).not.toEqual(why.document.methods[0]!.image!.values);
    const steps = why.replay({ id: 'equal' });
    expect(steps.image).toHaveLength(4);
    near(shares([...steps.image.at(-1)!]), why.document.methods[0]!.image!.values);
    // Before the probe has read anything only the class token's own row counts.
    expect(steps.image[0]).not.toEqual(steps.image[3]);
  });

  it('is explained by every method that its evidence allows, and refuses the others by name', async () => {
    const served = METHODS.filter((method) => serves(method, model.facts.offers)).map(({ id }) => id);
    expect(served).toContain('occlusion');
    expect(served).not.toContain('integrated-gradients');
    const { document } = await answer.explain({ methods: served });
    expect(document.methods.map(({ id }) => id)).toEqual(served);
    await expect(answer.explain({ methods: ['grad-eclip'] })).rejects.toThrow(
      /grad-eclip needs the values that the last block mixes/,
    );
  });

  it('takes another answer, rather than a rival, and removal tests', async () => {
    const [first, second] = answer.answers.map(({ text }) => text);
    const rather = await answer.explain({ methods: ['equal'], answer: second!, rather: first! });
    expect(rather.document.target).toEqual({ answer: second, versus: first });
    const points: number[] = [];
    await rather.perturb({
      modality: 'image',
      maps: [rather.document.methods[0]!.image!.values],
      seed: 1,
      onPoint: ({ score }) => points.push(score),
    });
    expect(points.length).toBeGreaterThan(20);
    expect(points.every((score) => score >= 0 && score <= 1)).toBe(true);
    expect(ANSWERS).toContain(first);
  });
});
