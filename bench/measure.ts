/** Times of one model on one backend; runs in Node and in a page's worker alike. */
import type { ModelFolder } from '../models/hub/folder';
import { openEngine, type AnyEngine } from '../src/engine/open';
import type { BackendOptions, Ort } from '../src/engine/runtime';
import type { EncodedImage, MethodSpec, Pixels } from '../src/engine/types';
import { GraphBuilder } from '../src/onnx/builder';
import { lower } from '../src/onnx/lower';
import { encodeModel } from '../src/onnx/proto/codec';
import { METHODS } from '../src/relevance';
import type { Sample } from './results';

export interface MeasureOptions {
  /** Runs of each metric after one that warms up. */
  readonly runs: number;
  readonly onStep?: (metric: string) => void;
}

const BOTH: readonly MethodSpec[] = [{ id: 'equal' }, { id: 'weighted' }];

/** Prompts that are new to a model, in one go: the price of one is a share of this. */
const NEW_PROMPTS = 8;

export async function measure(
  ort: Ort,
  folder: ModelFolder,
  backend: BackendOptions,
  { runs, onStep }: MeasureOptions,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const add = (metric: string, values: readonly number[], unit: Sample['unit'] = 'ms') => {
    samples.push({ metric, values, unit });
    onStep?.(metric);
  };
  const begin = performance.now();
  const engine = await openEngine(ort, folder, backend);
  await engine.warmUp();
  add('createSession', [performance.now() - begin]);

  const pixels = noise(engine.info.imageSize);
  add('encodeImage', await times(runs, async () => (await engine.encodeImage(pixels)).dispose()));
  const image = await engine.encodeImage(pixels);
  const zeroShot = folder.manifest.architecture === 'clip';
  const asker = new Asker(zeroShot);
  add('answer', await times(runs, async () => (await asker.ask(engine, image)).dispose()));
  if (zeroShot) {
    const values = await times(runs, async () => {
      (await asker.askAnew(engine, image)).dispose();
    });
    const known = samples.find(({ metric }) => metric === 'answer')!.values;
    const base = Math.min(...known);
    add(
      'answerPerPrompt',
      values.map((value) => Math.max(0, value - base) / NEW_PROMPTS),
    );
  }
  const explain = (methods: readonly MethodSpec[], startLayer: number) =>
    times(runs, async () => {
      const answered = await asker.ask(engine, image);
      await engine.explain(answered, {}, methods, startLayer);
      answered.dispose();
    });
  add('explain', await explain(BOTH, 0));
  if (zeroShot) add('explainLast3', await explain(BOTH, Math.max(0, engine.info.startLayers - 3)));
  add('explainAll', await explain(attentionMethods(zeroShot), 0));
  image.dispose();
  await engine.dispose();
  add('matmulGflops', [await bestProduct(ort, backend)], 'GFLOP/s');
  return samples;
}

/** Questions of twelve tokens: ten words of one letter, which every tokeniser has, between start and end. */
class Asker {
  private count = 0;

  constructor(private readonly zeroShot: boolean) {}

  ask(engine: AnyEngine, image: EncodedImage) {
    if (!this.zeroShot) return engine.answer(image, words(0));
    return engine.answer(
      image,
      '{}',
      Array.from({ length: NEW_PROMPTS }, (_, n) => words(n)),
    );
  }

  /** With prompts that were never asked before. */
  askAnew(engine: AnyEngine, image: EncodedImage) {
    this.count += NEW_PROMPTS;
    return engine.answer(
      image,
      '{}',
      Array.from({ length: NEW_PROMPTS }, (_, n) => words(this.count + n)),
    );
  }
}

/** Ten letters that spell a number in base 26, so that every number has its own. */
function words(number: number): string {
  const letters = Array.from({ length: 10 }, (_, place) => Math.floor(number / 26 ** place) % 26);
  return letters.map((letter) => String.fromCharCode(97 + letter)).join(' ');
}

function attentionMethods(zeroShot: boolean): MethodSpec[] {
  return METHODS.filter(
    ({ needs, serves }) =>
      serves.includes(zeroShot ? 'two-tower' : 'mapper') &&
      !needs.includes('input-gradients') &&
      !needs.includes('model-runs'),
  ).map(({ id }) => ({ id }));
}

async function times(runs: number, run: () => Promise<void>): Promise<number[]> {
  await run();
  const values: number[] = [];
  for (let n = 0; n < runs; n++) {
    const begin = performance.now();
    await run();
    values.push(performance.now() - begin);
  }
  return values;
}

function noise(size: number): Pixels {
  const data = Uint8ClampedArray.from({ length: size * size * 4 }, (_, i) =>
    i % 4 === 3 ? 255 : (i * 2_654_435_761) >>> 24,
  );
  return { width: size, height: size, data };
}

/** Products whose rate is compared: a layer's, and square ones that suit every implementation. */
const SHAPES: readonly (readonly [number, number, number])[] = [
  [50, 768, 3072],
  [197, 768, 3072],
  [512, 512, 512],
  [1024, 1024, 1024],
];

/** GFLOP/s of the fastest of some matrix products with a constant right-hand side, as in a network. */
async function bestProduct(ort: Ort, backend: BackendOptions): Promise<number> {
  let best = 0;
  for (const [m, k, n] of SHAPES) {
    const g = new GraphBuilder();
    const data = Float32Array.from({ length: k * n }, (_, i) => ((i * 37) % 101) / 101 - 0.5);
    const weight = g.initializer('weight', 'float32', [k, n], { kind: 'inline', data });
    const y = g.matmul(g.input('x', 'float32', [m, k]), weight);
    const session = await ort.InferenceSession.create(encodeModel(lower(g.graph('product', { y }))), {
      executionProviders: [backend.provider],
      ...(backend.threads === undefined ? {} : { intraOpNumThreads: backend.threads }),
    });
    const x = new ort.Tensor('float32', new Float32Array(m * k).fill(0.5), [m, k]);
    const values = await times(20, async () => {
      const { y: result } = await session.run({ x });
      await result!.getData();
    });
    best = Math.max(best, (2 * m * k * n) / Math.min(...values) / 1e6);
    await session.release();
  }
  return best;
}
