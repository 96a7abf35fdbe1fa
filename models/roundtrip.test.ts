/**
 * The bundled model written as plain ONNX and imported again, as if it were anybody's: the anatomy that is found in it and
 * the maps that come of it are those of the model as it was written by hand.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openModel } from '.';
import { lengthOf } from '../src/anatomy';
import { readBlocks } from '../src/engine/blocks';
import type { Model } from '../src/engine/model';
import { TensorPool } from '../src/engine/program';
import type { Ort } from '../src/engine/runtime';
import { fileWeights, WEIGHTS_LOCATION } from '../src/engine/weights';
import { readOnnx } from '../src/import';
import { attentionMaps } from '../src/methods/compute';
import { GraphBuilder } from '../src/onnx/builder';
import { lower } from '../src/onnx/lower';
import { encodeModel } from '../src/onnx/proto/codec';
import type { ClipmapperConfig } from './clipmapper/config';
import { Mapper } from './clipmapper/mapper-model';
import { network } from './clipmapper/network';
import { loadModelFolder, type ModelFolder } from './hub/folder';
import { Foreign, type ForeignFeed } from './imported/foreign';
import { importSource } from './imported/source';

const runtime = { ort: ort as unknown as Ort, backend: { provider: 'cpu' as const, threads: 1 } };
const FOLDER = path.join(import.meta.dirname, '../public/models/stickers');
const QUESTION = 'what is left of the dog?';

const METHODS = [
  { id: 'equal', startLayer: 0 },
  { id: 'weighted', importance: 'norm', startLayer: 0 },
  { id: 'weighted', importance: 'norm-ln', startLayer: 0 },
] as const;

describe('the bundled model as a foreign file', () => {
  let folder: ModelFolder;
  let model: Model;
  beforeAll(async () => {
    folder = await loadModelFolder(async (name) => new Uint8Array(readFileSync(path.join(FOLDER, name))));
    model = await openModel(folder, runtime);
  });
  afterAll(() => model.dispose());

  it('has the native blocks, logits and maps', async () => {
    const config = folder.manifest.config as unknown as ClipmapperConfig;
    const { answers } = folder.manifest;
    const side = model.facts.imageSize;
    const pixels = {
      width: side,
      height: side,
      data: Uint8ClampedArray.from({ length: 4 * side * side }, (_, n) =>
        n % 4 === 3 ? 255 : (n * 31) % 251,
      ),
    };
    const answered = await model.ask(pixels, QUESTION);
    const [best] = answered.answers;
    const why = await answered.explain({ methods: METHODS, startLayer: 0 });

    const g = new GraphBuilder();
    const { logits } = network(g, fileWeights(folder.weights)(g), config, answers.length);
    const bytes = encodeModel(lower(g.graph('clipmapper', { logits })));
    const mapper = new Mapper(folder, runtime, config);
    const { ids } = mapper.encode(QUESTION);
    const given = {
      ...mapper.embeddings.image([{ patches: mapper.patchesOf(pixels) }]),
      ...mapper.embeddings.text([{ ids }]),
    };
    const feeds = Object.fromEntries(
      Object.entries(given).map(([name, { shape, data }]): [string, ForeignFeed] => [
        name,
        { dtype: 'float32', shape, data },
      ]),
    );
    const source = importSource(
      [
        {
          model: readOnnx(bytes),
          location: 'model.onnx',
          bytes,
          beside: new Map([[WEIGHTS_LOCATION, folder.weights.bytes]]),
          prefix: '',
        },
      ],
      { shapes: Object.fromEntries(Object.entries(feeds).map(([name, { shape }]) => [name, shape])) },
    );
    const foreign = Foreign.plan(runtime, source, {
      target: 'logits',
      groups: [{ name: 'all', inputs: Object.keys(feeds) }],
    });
    const pool = new TensorPool();
    await foreign.run(0, pool, feeds);
    const index = answers.indexOf(best!.text);
    expect(foreign.target(pool)[index]).toBeCloseTo(best!.logit, 4);
    await foreign.explain(
      pool,
      Float32Array.from(answers, (_, n) => Number(n === index)),
    );

    const { anatomy, blocks } = foreign.plan;
    // The file holds only what the answer depends on, in an order of its own.
    const reached = why.blocks.filter(({ abar }) => abar.some((value) => value !== 0));
    expect(blocks).toHaveLength(reached.length);
    expect(anatomy.streams).toHaveLength(2);
    const sizes = Object.fromEntries(anatomy.streams.map((stream) => [stream.id, lengthOf(stream)]));
    const maps = attentionMaps(
      {
        streams: anatomy.streams,
        blocks: readBlocks(blocks, (name) => pool.get(name), sizes),
        readOuts: foreign.readOuts(pool),
      },
      METHODS,
    );
    const streamOf = (length: number) => anatomy.streams.find((stream) => lengthOf(stream) === length)!.id;
    why.streamMaps.forEach((expected, n) => {
      for (const values of Object.values(expected)) {
        const found = maps[n]![streamOf(values.length)]!;
        const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        values.forEach((value, place) =>
          expect(Math.abs(found[place]! - value) / largest).toBeLessThan(1e-5),
        );
      }
    });
    pool.dispose();
    await foreign.dispose();
    answered.dispose();
  });
});
