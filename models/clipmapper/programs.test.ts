import type { Tensor } from 'onnxruntime-common';
import { describe, expect, it } from 'vitest';
import { placeOf } from '../../src/engine/planned-blocks';
import type { Feeds } from '../../src/engine/feeds';
import { TensorPool, type Program } from '../../src/engine/program';
import { Sessions } from '../../src/engine/sessions';
import { relativeError, runReference, seededArray, toArrays } from '../../src/engine/testing/toy';
import { fileWeights, WEIGHTS_LOCATION } from '../../src/engine/weights';
import type { ToyOptions } from '../fixtures/clipmapper';
import type { Mapper } from './mapper-model';
import { clipmapperPrograms, type ProgramOptions } from './programs';
import { jointNetwork, toyFeeds, toyMapper } from './testing/toy';

const IDS = [520, 81, 300, 519, 521];
const TARGET = [0, 1, 0, 0, -1];

type Detail = ProgramOptions['detail'];
type Stages = Readonly<Record<'vision' | 'answer' | 'explain', Program>>;

const stagesOf = async (mapper: Mapper, detail: Detail): Promise<Stages> => ({
  vision: await mapper.program('vision', detail),
  answer: await mapper.program('answer', detail),
  explain: await mapper.program('explain', detail),
});

/** Programs with key masks, which the engine makes none of. */
async function maskedStages({ config, answers, weights, sessions }: Mapper): Promise<Stages> {
  const options = { detail: 'reduced', keyMasks: true } as const;
  const graphs = clipmapperPrograms(config, answers.length, fileWeights(weights), options);
  const made = new Sessions(sessions.ort, sessions.backend, { [WEIGHTS_LOCATION]: weights.bytes });
  const program = (stage: keyof Stages) => made.get(stage, () => ({ graph: graphs[stage] }));
  return {
    vision: await program('vision'),
    answer: await program('answer'),
    explain: await program('explain'),
  };
}

async function runStages(mapper: Mapper, stages: Stages, feeds: Feeds): Promise<(name: string) => Tensor> {
  const pool = new TensorPool();
  mapper.feed(pool, feeds);
  for (const program of [stages.vision, stages.answer, stages.explain]) await program.run(pool, pool);
  return (name) => {
    const tensor = pool.get(name);
    if (!tensor) throw new Error(`There is no ${name}.`);
    return tensor;
  };
}

const floats = (tensor: Tensor) => tensor.data as Float32Array;

it('the blocks of a CLIPmapper read the states that its towers and its mapper leave', async () => {
  const mapper = await toyMapper({ seed: 1, visionLayers: 2, textLayers: 1, mapperLayers: 2, heads: 4 });
  const heads = 4;
  const vision = { kind: 'vision.self', section: 'Image tower', query: 'image', key: 'image', heads };
  const text = { kind: 'text.self', section: 'Text tower', query: 'text', key: 'text', heads };
  const inMapper = { section: 'Mapper', heads, depth: null };
  const toImage = { ...inMapper, kind: 'mapper.text_to_image', query: 'text', key: 'image' };
  const toText = { ...inMapper, kind: 'mapper.image_to_text', query: 'image', key: 'text' };
  const ofText = { ...inMapper, kind: 'mapper.text.self', query: 'text', key: 'text' };
  const ofImage = { ...inMapper, kind: 'mapper.image.self', query: 'image', key: 'image' };
  expect(mapper.blocks.map(placeOf)).toEqual([
    { ...vision, layer: 0, depth: 0, queryVersion: -1, keyVersion: -1 },
    { ...vision, layer: 1, depth: 1, queryVersion: 0, keyVersion: 0 },
    // Start layers count the layers of each tower from its own first.
    { ...text, layer: 0, depth: 0, queryVersion: -1, keyVersion: -1 },
    // Both directions read what the towers left, blocks 2 and 1.
    { ...toImage, layer: 0, queryVersion: 2, keyVersion: 1 },
    { ...toText, layer: 0, queryVersion: 1, keyVersion: 2 },
    { ...ofText, layer: 0, queryVersion: 3, keyVersion: 3 },
    { ...ofImage, layer: 0, queryVersion: 4, keyVersion: 4 },
    { ...toImage, layer: 1, queryVersion: 5, keyVersion: 6 },
    { ...toText, layer: 1, queryVersion: 6, keyVersion: 5 },
    { ...ofText, layer: 1, queryVersion: 7, keyVersion: 7 },
    { ...ofImage, layer: 1, queryVersion: 8, keyVersion: 8 },
  ]);
  await mapper.sessions.dispose();
});

describe('ONNX Runtime agrees with the float64 evaluator on whole programs', () => {
  const cases: [string, ToyOptions, Detail, boolean][] = [
    ['reduced, optimised', { seed: 1 }, 'reduced', true],
    ['reduced, not optimised', { seed: 1 }, 'reduced', false],
    ['full, optimised', { seed: 2, activation: 'gelu' }, 'full', true],
    ['full, not optimised', { seed: 2, activation: 'gelu' }, 'full', false],
    ['gradients of inputs', { seed: 3 }, 'inputs', true],
    ['half-precision weights, optimised', { seed: 4, dtype: 'float16' }, 'reduced', true],
    ['half-precision weights, not optimised', { seed: 4, dtype: 'float16' }, 'reduced', false],
  ];
  it.each(cases)('%s', async (_, options, detail, optimize) => {
    const mapper = await toyMapper(options, optimize);
    const stages = await stagesOf(mapper, detail);
    const feeds = toyFeeds(mapper, 7, IDS, TARGET);
    const get = await runStages(mapper, stages, feeds);
    const graphs = [stages.vision, stages.answer, stages.explain].map(({ graph }) => graph);
    const expected = runReference(graphs, toArrays(feeds), mapper.files);
    for (const { name } of graphs.flatMap(({ outputs }) => outputs)) {
      expect(get(name).dims, name).toEqual(expected[name]!.shape);
      expect(relativeError(floats(get(name)), expected[name]!.data), name).toBeLessThan(1e-4);
    }
    await mapper.sessions.dispose();
  });
});

describe('the split into programs', () => {
  it('gives what the whole graph gives: logits, all heads, gradients', async () => {
    const mapper = await toyMapper({ seed: 5 });
    const { net, graph } = jointNetwork(mapper.files);
    const inputs = toArrays(toyFeeds(mapper, 8, IDS, TARGET));
    const whole = runReference([graph], inputs, mapper.files);
    const { vision, answer, explain, blocks } = clipmapperPrograms(
      mapper.config,
      mapper.answers.length,
      fileWeights(mapper.weights),
      { detail: 'full' },
    );
    const parts = runReference([vision, answer, explain], inputs, mapper.files);
    for (const { name } of graph.outputs) {
      expect(relativeError(parts[name]!.data, whole[name]!.data), name).toBeLessThan(1e-12);
    }
    expect(blocks).toHaveLength(net.blocks.length);
  });

  it('computes nothing about the image anew for a question, and nothing forward for a target', async () => {
    const mapper = await toyMapper({ seed: 5 });
    const { vision, answer, explain } = await stagesOf(mapper, 'reduced');
    const names = ({ graph }: typeof vision) => graph.inputs.map(({ name }) => name);
    expect(names(vision)).toEqual(['patches', 'image_base', 'image_identity']);
    expect(names(answer)).not.toContain('patches');
    expect(names(explain)).toContain('target');
    for (const input of ['patches', 'image_base', 'causal_mask']) expect(names(explain)).not.toContain(input);
    const softmaxes = ({ graph }: typeof vision) =>
      graph.nodes.filter(({ source }) => source.kind === 'node' && source.op === 'Softmax').length;
    // 2 vision blocks; 2 text blocks and 2 × 4 of the mapper, less the two of its last layer that no answer needs.
    expect([vision, answer, explain].map(softmaxes)).toEqual([2, 8, 0]);
    await mapper.sessions.dispose();
  });

  it('reaches every block but the image side of the last mapper layer', async () => {
    const mapper = await toyMapper({ seed: 5 });
    const unreached = mapper.blocks.filter(({ reached }) => !reached);
    expect(unreached.map(({ kind, layer }) => `${kind} ${layer}`)).toEqual([
      'mapper.image_to_text 1',
      'mapper.image.self 1',
    ]);
    await mapper.sessions.dispose();
  });
});

describe('targets', () => {
  it('the gradient of A − B is the gradient of A less that of B', async () => {
    const mapper = await toyMapper({ seed: 6 });
    const stages = await stagesOf(mapper, 'full');
    const run = (target: number[]) => runStages(mapper, stages, toyFeeds(mapper, 9, IDS, target));
    const [a, b, difference] = [
      await run([0, 0, 1, 0, 0]),
      await run([1, 0, 0, 0, 0]),
      await run([-1, 0, 1, 0, 0]),
    ];
    mapper.blocks.forEach(({ reached }, n) => {
      if (!reached) return;
      const [ofA, ofB] = [floats(a(`${n}.gradient`)), floats(b(`${n}.gradient`))];
      const expected = ofA.map((value, i) => value - ofB[i]!);
      expect(relativeError(floats(difference(`${n}.gradient`)), expected), `block ${n}`).toBeLessThan(1e-5);
    });
    await mapper.sessions.dispose();
  });
});

describe('batches and hidden tokens', () => {
  const width = 3 * 8 ** 2;
  const patches = [seededArray(16 * width, 21), seededArray(16 * width, 22)];
  const texts = [{ ids: IDS }, { ids: [520, 12, 13, 14, 521] }];
  const target = (rows: number) => ({
    target: {
      shape: [rows, 5],
      data: Float32Array.from({ length: rows * 5 }, (_, i) => Number(i % 5 === 2)),
    },
  });

  it('a batch of two gives what two runs of one give', async () => {
    const mapper = await toyMapper({ seed: 10 });
    const stages = await stagesOf(mapper, 'reduced');
    const { embeddings } = mapper;
    const feedsOf = (which: readonly number[]): Feeds => ({
      ...embeddings.image(which.map((n) => ({ patches: patches[n]! }))),
      ...embeddings.text(which.map((n) => texts[n]!)),
      ...target(which.length),
    });
    const both = await runStages(mapper, stages, feedsOf([0, 1]));
    const singles = [
      await runStages(mapper, stages, feedsOf([0])),
      await runStages(mapper, stages, feedsOf([1])),
    ];
    const names = [
      'logits',
      ...mapper.blocks.flatMap(({ reached }, n) => (reached ? [`${n}.abar`, `${n}.importance`] : [])),
    ];
    for (const name of names) {
      const expected = singles.flatMap((get) => [...floats(get(name))]);
      expect(relativeError(floats(both(name)), expected), name).toBeLessThan(1e-5);
    }
    await mapper.sessions.dispose();
  });

  it('hiding keys gives what leaving the tokens out gives, when positions are kept', async () => {
    const mapper = await toyMapper({ seed: 11 });
    const { embeddings } = mapper;
    const kept = { image: [0, 3, 7, 8, 15], text: [0, 2, 4] };
    const shortened = await runStages(mapper, await stagesOf(mapper, 'reduced'), {
      ...embeddings.image([{ patches: patches[0]!, kept: kept.image }]),
      ...embeddings.text([{ ids: kept.text.map((i) => IDS[i]!), positions: kept.text }]),
      ...target(1),
    });
    const hide = (tokens: number, shown: readonly number[]) => ({
      shape: [1, 1, 1, tokens],
      data: Float32Array.from({ length: tokens }, (_, i) => (shown.includes(i) ? 0 : -1e4)),
    });
    const masked = await runStages(mapper, await maskedStages(mapper), {
      ...embeddings.image([{ patches: patches[0]! }]),
      ...embeddings.text([{ ids: IDS }]),
      image_key_mask: hide(17, [0, ...kept.image.map((patch) => patch + 1)]),
      text_key_mask: hide(5, kept.text),
      ...target(1),
    });
    expect(relativeError(floats(masked('logits')), floats(shortened('logits')))).toBeLessThan(1e-5);
    // Ā of the first mapper block, text to image, on the rows and columns that are left.
    const columns = [0, ...kept.image.map((patch) => patch + 1)];
    const part = kept.text.flatMap((row) => columns.map((col) => floats(masked('4.abar'))[row * 17 + col]!));
    expect(relativeError(part, floats(shortened('4.abar')))).toBeLessThan(1e-4);
    await mapper.sessions.dispose();
  });
});
