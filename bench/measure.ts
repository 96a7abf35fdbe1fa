/** Times of one model on one backend; runs in Node and in a page's worker alike. */
import type { ModelFolder } from '../models/hub/folder';
import { openModel } from '../models';
import type { AskedMethod } from '../src/ask/asked';
import type { Model, SeenImage } from '../src/engine/model';
import type { BackendOptions, Ort } from '../src/engine/runtime';
import type { Pixels } from '../src/image/pixels';
import { METHODS, serves } from '../src/methods';
import { GraphBuilder } from '../src/onnx/builder';
import { lower } from '../src/onnx/lower';
import { encodeModel } from '../src/onnx/proto/codec';
import type { Sample } from './results';

export interface MeasureOptions {
  /** Runs of each metric after one that warms up; quick ones are run for a second. */
  readonly runs: number;
  readonly onStep?: (metric: string) => void;
}

const BOTH: readonly AskedMethod[] = [{ id: 'equal' }, { id: 'weighted' }];

/** The step after which a page has done what it does of its own accord: memory is looked at. */
export const AS_IT_BEGINS = 'as it begins';

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
  const watch = new Watch(ort);
  const begin = performance.now();
  const model = await openModel(folder, { ort: watch.ort, backend });
  await model.warmUp();
  add('createSession', [performance.now() - begin]);
  // A session is made in one go, during which the worker hears nothing.
  add('longestSession', [Math.max(...watch.created)]);

  const pixels = noise(model.facts.imageSize);
  const network: number[] = [];
  const encode = async () => {
    const before = watch.running;
    (await model.see(pixels)).dispose();
    network.push(watch.running - before);
  };
  add('encodeImage', await times(runs, encode));
  // On a GPU a run returns before its work is done.
  if (backend.provider !== 'webgpu') add('encodeNetwork', network.slice(1));
  const image = await model.see(pixels);
  const zeroShot = model.facts.answering === 'candidates';
  const asker = new Asker(zeroShot);
  add('answer', await times(runs, async () => (await asker.ask(model, image)).dispose()));
  if (zeroShot) {
    const values = await times(runs, async () => {
      (await asker.askAnew(model, image)).dispose();
    });
    const known = samples.find(({ metric }) => metric === 'answer')!.values;
    const base = Math.min(...known);
    add(
      'answerPerPrompt',
      values.map((value) => Math.max(0, value - base) / NEW_PROMPTS),
    );
  }
  const explain = (methods: readonly AskedMethod[], startLayer: number) =>
    times(runs, async () => {
      const answered = await asker.ask(model, image);
      await answered.explain({ methods, startLayer });
      answered.dispose();
    });
  if (zeroShot) add('explainLast3', await explain(BOTH, Math.max(0, model.facts.startLayers - 3)));
  onStep?.(AS_IT_BEGINS);
  add('explain', await explain(BOTH, 0));
  add('explainAll', await explain(attentionMethods(model), 0));
  image.dispose();
  await model.dispose();
  add('matmulGflops', [await bestProduct(ort, backend)], 'GFLOP/s');
  return samples;
}

/** The runtime, with a look at how long it takes. */
class Watch {
  /** Milliseconds of each session's creation. */
  readonly created: number[] = [];
  /** Milliseconds of all runs together. */
  running = 0;
  readonly ort: Ort;

  constructor({ InferenceSession, Tensor }: Ort) {
    const create: Ort['InferenceSession']['create'] = async (model, options) => {
      const begin = performance.now();
      const session = await InferenceSession.create(model, options);
      this.created.push(performance.now() - begin);
      const run = session.run.bind(session) as (...given: unknown[]) => ReturnType<typeof session.run>;
      session.run = async (...given: unknown[]) => {
        const start = performance.now();
        try {
          return await run(...given);
        } finally {
          this.running += performance.now() - start;
        }
      };
      return session;
    };
    this.ort = { InferenceSession: { create }, Tensor };
  }
}

/** Questions of twelve tokens: ten words of one letter, which every tokeniser has, between start and end. */
class Asker {
  private count = 0;

  constructor(private readonly zeroShot: boolean) {}

  ask(model: Model, image: SeenImage) {
    if (!this.zeroShot) return model.ask(image, words(0));
    return model.ask(image, '{}', { choices: Array.from({ length: NEW_PROMPTS }, (_, n) => words(n)) });
  }

  /** With prompts that were never asked before. */
  askAnew(model: Model, image: SeenImage) {
    this.count += NEW_PROMPTS;
    const choices = Array.from({ length: NEW_PROMPTS }, (_, n) => words(this.count + n));
    return model.ask(image, '{}', { choices });
  }
}

/** Ten letters that spell a number in base 26, so that every number has its own. */
function words(number: number): string {
  const letters = Array.from({ length: 10 }, (_, place) => Math.floor(number / 26 ** place) % 26);
  return letters.map((letter) => String.fromCharCode(97 + letter)).join(' ');
}

function attentionMethods({ facts }: Model): AskedMethod[] {
  return METHODS.filter((method) => serves(method, facts.offers) && method.compute.kind !== 'probe').map(
    ({ id }) => ({ id }),
  );
}

/** Runs of a metric that takes next to no time. */
const MOST_RUNS = 100;

/** Milliseconds of `runs` runs, or of as many as fit into a second. */
async function times(runs: number, run: () => Promise<void>): Promise<number[]> {
  await run();
  const values: number[] = [];
  const start = performance.now();
  for (let n = 0; n < runs || (n < MOST_RUNS && performance.now() - start < 1000); n++) {
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
