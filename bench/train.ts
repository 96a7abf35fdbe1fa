/**
 * Training throughput of the bundled model's main stage, and how much of the bare matrix products' rate it is.
 *
 *   npx tsx bench/train.ts [--seconds 60] [--threads N] [--json FILE]
 *
 * Reported: images and questions a second with everything (drawing scenes, the step, AdamW), the same for the step's
 * program alone, the share of the products' throughput, and resident memory over time. The products are those of the step's own graph, with the same
 * shapes, each run alone in a session on random numbers.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import * as ort from 'onnxruntime-node';
import { gridSide } from '../models/clip/config';
import { labelTensors, stepProgram } from '../models/clipmapper/train/graphs';
import { clipmapperTensors } from '../models/clipmapper/tensors';
import { DROPOUT_DEFAULTS, NO_DROPOUT } from '../src/train/dropout';
import { initialize } from '../models/clipmapper/train/parameters';
import { StepSession } from '../src/train/session';
import { towersTask } from '../models/clipmapper/train/towers-task';
import { Trainer } from '../src/train/trainer';
import { loadTokenizer } from '../src/text/tokenizer';
import { ANSWERS, createRandom } from '../src/scene';
import { SCENE_ALIGNMENTS, sceneTexts } from '../node/train/alignments';
import { sceneLabels } from '../node/train/labels';
import { machineClass } from '../node/train/facts';
import { PRESETS } from '../node/train/presets';
import { sceneSource } from '../node/train/sceneSource';
import { sceneTokenizer } from '../node/train/vocabulary';
import { matmulRate, productsOf } from './products';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    threads: { type: 'string' },
    json: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const threads = values.threads === undefined ? {} : { threads: Number(values.threads) };

const { stages, tokens } = PRESETS.stickers;
const plan = stages.mapper;
const tokenizer = sceneTokenizer(tokens);
const config = PRESETS.stickers.config(loadTokenizer(tokenizer, { maxLength: 48 }).vocabSize);
const { vision_config: vision, text_config: text } = config.clip;
const labels = sceneLabels(gridSide(vision), gridSide(vision));
const random = createRandom(1);
const tables = {
  ...clipmapperTensors(config, ANSWERS.length),
  ...labelTensors(labels, vision.hidden_size),
};
const parameters = initialize(tables, vision.num_hidden_layers, () => random.next());
const shape = {
  images: plan.images,
  questions: plan.questions,
  captions: true,
  labels,
  alignments: SCENE_ALIGNMENTS,
};
const texts = sceneTexts(loadTokenizer(tokenizer, { maxLength: 48 }));
const task = towersTask({ config, answers: ANSWERS.length, shape, dropout: DROPOUT_DEFAULTS, texts });
const options = { lossWeights: plan.weights, ...threads };
const recipe = {
  size: vision.image_size,
  patch: vision.patch_size,
  questions: plan.questions,
  captions: true,
  labels: true,
  tokenizer,
  maxTokens: text.max_position_embeddings,
};

const whole = await wholeTraining();
const step = await stepAlone();
const share = step.gflops / step.matmulGflops;
const results = {
  'training.images': { value: whole.imagesPerSecond, unit: 'images/s' },
  'training.questions': { value: whole.imagesPerSecond * plan.questions, unit: 'questions/s' },
  'step.images': { value: step.imagesPerSecond, unit: 'images/s' },
  'step.gflops': { value: step.gflops, unit: 'GFLOP/s' },
  'step.matmulGflops': { value: step.matmulGflops, unit: 'GFLOP/s' },
  'step.shareOfProducts': { value: share, unit: '' },
  'memory.first': { value: whole.memory[0]!, unit: 'MB' },
  'memory.last': { value: whole.memory.at(-1)!, unit: 'MB' },
};
for (const [metric, { value, unit }] of Object.entries(results))
  console.log(`${metric.padEnd(24)}${value.toFixed(2)} ${unit}`);
if (values.json !== undefined) {
  const document = { machine: machineClass(), seconds, results, memory: whole.memory };
  await writeFile(values.json, `${JSON.stringify(document, null, 2)}\n`);
}
process.exit(0);

/** Training as it is run, dropout and scenes included; memory in MB, each second. */
async function wholeTraining(): Promise<{ imagesPerSecond: number; memory: number[] }> {
  const source = sceneSource(recipe, plan.images, 0, { alike: true });
  const trainer = await Trainer.create(ort, task, parameters, {
    ...options,
    schedule: { peak: plan.peak, warmup: 200, total: plan.steps, floor: 0.03 },
    rateFactor: () => 1,
  });
  const memory: number[] = [];
  const run = async (n: number) => trainer.step(n, await source.examples(n), () => random.next());
  // Two steps warm the session and fill the queue of scenes.
  let n = 0;
  while (n < 2) await run(n++);
  const begin = performance.now();
  while (n < 5 || performance.now() - begin < 1000 * seconds) {
    await run(n++);
    if (performance.now() - begin > 1000 * memory.length) memory.push(process.memoryUsage.rss() / 1e6);
  }
  const steps = n - 2;
  const elapsed = (performance.now() - begin) / 1000;
  await source.close();
  await trainer.release();
  return { imagesPerSecond: (steps * plan.images) / elapsed, memory };
}

/** The step's program on one batch without dropout, and its matrix products alone. */
async function stepAlone(): Promise<{ imagesPerSecond: number; gflops: number; matmulGflops: number }> {
  const source = sceneSource(recipe, plan.images, 1_000_000, { alike: true });
  const examples = await source.examples(0);
  await source.close();
  const still = towersTask({ config, answers: ANSWERS.length, shape, dropout: NO_DROPOUT });
  const session = await StepSession.create(ort, still, 'train', options);
  const longest = (texts: readonly { length: number }[]) => Math.max(...texts.map(({ length }) => length));
  const lengths = {
    image_tokens: (vision.image_size / vision.patch_size) ** 2 + 1,
    caption_tokens: longest(examples.map(({ caption }) => caption)),
    question_tokens: longest(examples.flatMap(({ questions }) => questions.map(({ ids }) => ids))),
  };
  const products = productsOf(stepProgram(config, ANSWERS.length, shape).graph, lengths);
  const flop = products.reduce((sum, product) => sum + product.count * product.flop, 0);
  await session.run(examples, parameters, undefined);
  let runs = 0;
  const begin = performance.now();
  while (runs < 3 || performance.now() - begin < 250 * seconds) {
    await session.run(examples, parameters, undefined);
    runs++;
  }
  const perRun = (performance.now() - begin) / 1000 / runs;
  await session.release();
  return {
    imagesPerSecond: plan.images / perRun,
    gflops: flop / perRun / 1e9,
    matmulGflops: await matmulRate(products, seconds / 4, threads.threads),
  };
}
