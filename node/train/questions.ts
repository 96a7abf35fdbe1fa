import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { ClipmapperConfig } from '../../models/clipmapper/config';
import { clipmapperTensors } from '../../models/clipmapper/tensors';
import type { TensorTable } from '../../src/weights/table';
import { readTensorF32 } from '../../src/weights/values';
import type { Manifest } from '../../models/hub/manifest';
import { loadTokenizer } from '../../src/text/tokenizer';
import type { ExampleSource } from '../../src/train/batch';
import { trainBpe } from '../../src/text/bpe';
import type { DropoutOptions } from '../../src/train/dropout';
import { measureAccuracy, type Accuracy } from '../../src/train/evaluate';
import { featuresTask } from '../../models/clipmapper/train/features-task';
import { initialize } from '../../models/clipmapper/train/parameters';
import type { Parameters } from '../../src/train/parameters';
import type { Task } from '../../src/train/task';
import { towersTask } from '../../models/clipmapper/train/towers-task';
import { toPatches } from '../../src/image/preprocess';
import { createRandom } from '../../src/scene/random';
import { loadRuntime } from '../library/ort';
import type { ClipFolder } from './clip/folder';
import { preprocessingOf } from '../../src/image/stated';
import { openFeatureStore } from './clip/store';
import { Pictures } from './data/pictures';
import type { TrainingData } from './data/prepare';
import { allBatches, listSource, type MakeExample } from './data/source';
import { clipPreprocessingOf } from './export';
import { keptJson } from './keptJson';
import type { Preset, StagePlan } from './presets';
import { runStage } from './stage';

export interface QuestionTraining {
  /** Folder for checkpoints, log and tokenizer. */
  readonly out: string;
  readonly data: TrainingData;
  readonly seed: number;
  readonly preset: Preset;
  readonly plan: StagePlan;
  readonly dropout: DropoutOptions;
  readonly checkpointEvery: number;
  readonly threads?: number;
  readonly report: (line: string) => void;
  /** Told how far images and features are, before training. */
  readonly onPreparing?: (what: string, done: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface FrozenTraining extends QuestionTraining {
  readonly clip: ClipFolder;
  /** Folder for CLIP's features. */
  readonly cache: string;
}

/** What training makes, beside the answers. */
export interface TrainedOnQuestions {
  readonly config: ClipmapperConfig;
  readonly tokenizer: unknown;
  readonly preprocessing: Manifest['preprocessing'];
  /** Values of a tensor of the model. */
  readonly read: (name: string) => Float32Array;
  /** False when it was stopped before its last step. */
  readonly finished: boolean;
  /** On the validation images; undefined without any. */
  readonly validation?: Accuracy;
}

/** Trains a whole CLIPmapper on a folder of questions, on their answers alone. */
export async function trainOnQuestions(options: QuestionTraining): Promise<TrainedOnQuestions> {
  const { data, out, preset, plan, dropout } = options;
  await mkdir(out, { recursive: true });
  const tokenizer = await keptJson(path.join(out, 'tokenizer.json'), () =>
    trainBpe(questionTexts(data), { vocabSize: preset.tokens }),
  );
  const config = preset.config(loadTokenizer(tokenizer, { maxLength: 2 }).vocabSize);
  const { text_config: text, vision_config: vision } = config.clip;
  const { encode } = loadTokenizer(tokenizer, { maxLength: text.max_position_embeddings });
  const spelling = clipPreprocessingOf(vision.image_size);
  const preprocessing = preprocessingOf(spelling);
  const pictures = new Pictures(data.folder, preprocessing);
  await pictures.check((done, total) => options.onPreparing?.('images', done, total));
  const index = answerIndex(data);
  const shape = { images: plan.images, questions: plan.questions, captions: false, labels: {} };
  const parameters = fresh(clipmapperTensors(config, data.answers.length), config, options.seed);
  const result = await learn(
    options,
    towersTask({ config, answers: data.answers.length, shape, dropout }),
    parameters,
    async (imageId, questions) => ({
      patches: toPatches(await pictures.get(imageId), vision.patch_size, preprocessing),
      caption: [],
      questions: questions.map(({ text: asked, answer }) => ({
        ids: encode(asked).ids,
        answer: index.get(answer) ?? -1,
      })),
      labels: {},
    }),
    { shape },
  );
  return {
    config,
    tokenizer,
    preprocessing: spelling,
    read: (name) => parameters.get(name)!.data,
    ...result,
  };
}

/** Trains a mapper on a CLIP that stays as it is, on features that are computed once. */
export async function trainOnFeatures(options: FrozenTraining): Promise<TrainedOnQuestions> {
  const { clip, data, plan, preset, dropout } = options;
  const { threads } = options;
  await mkdir(options.out, { recursive: true });
  const config: ClipmapperConfig = { clip: clip.config, mapper: preset.config(1).mapper };
  const own = Object.entries(clipmapperTensors(config, data.answers.length)).filter(([name]) =>
    /^(mapper|classifier)\./.test(name),
  );
  const parameters = fresh(Object.fromEntries(own), config, options.seed);
  const store = await openFeatureStore({
    clip,
    folder: data.folder,
    cache: options.cache,
    ...(threads === undefined ? {} : { threads }),
    ...(options.onPreparing === undefined ? {} : { onProgress: options.onPreparing }),
  });
  const index = answerIndex(data);
  const { images, questions } = plan;
  try {
    const result = await learn(
      options,
      featuresTask({ config, answers: data.answers.length, images, questions, dropout }),
      parameters,
      (imageId, asked) => store.example(imageId, asked, index),
      { shape: { images, questions }, mapper: config.mapper, clip: clip.sha256 },
    );
    return {
      config,
      tokenizer: clip.tokenizer,
      preprocessing: clip.preprocessing,
      read: (name) => parameters.get(name)?.data ?? readTensorF32(clip.weights, name),
      ...result,
    };
  } finally {
    await store.close();
  }
}

/** Trains on the training images, and measures on the validation images when it is done. */
async function learn<E>(
  options: QuestionTraining,
  task: Task<E>,
  parameters: Parameters,
  make: MakeExample<E>,
  settings: Readonly<Record<string, unknown>>,
): Promise<{ finished: boolean; validation?: Accuracy }> {
  const { data, out, plan, seed, dropout, threads, report } = options;
  const source: ExampleSource<E> = listSource(data.train, { ...plan, seed }, make);
  const session = { lossWeights: { answers: 1 }, ...(threads === undefined ? {} : { threads }) };
  const finished = await runStage({
    name: 'mapper',
    task,
    parameters,
    source,
    seed,
    steps: plan.steps,
    questions: plan.questions,
    settings: { ...settings, dropout, data: data.digest },
    checkpoint: path.join(out, 'mapper.safetensors'),
    checkpointEvery: options.checkpointEvery,
    log: path.join(out, 'log.jsonl'),
    report,
    signal: options.signal,
    train: {
      ...session,
      schedule: { peak: plan.peak, warmup: Math.min(200, plan.steps / 10), total: plan.steps, floor: 0.03 },
      rateFactor: () => 1,
    },
  });
  if (!finished || data.validation.length === 0) return { finished };
  const { ort } = await loadRuntime();
  const known = new Set(data.answers);
  const asked = data.validation.flatMap(({ questions }) => questions);
  const answerable = data.validation
    .map((image) => ({ ...image, questions: image.questions.filter(({ answer }) => known.has(answer)) }))
    .filter(({ questions }) => questions.length > 0);
  const { right } = await measureAccuracy(ort, task, parameters, session, allBatches(answerable, plan, make));
  return { finished, validation: { questions: asked.length, right } };
}

const fresh = (table: TensorTable, config: ClipmapperConfig, seed: number): Parameters => {
  const random = createRandom(seed);
  return initialize(table, config.clip.vision_config.num_hidden_layers, () => random.next());
};

const answerIndex = ({ answers }: TrainingData): Map<string, number> =>
  new Map(answers.map((answer, index) => [answer, index]));

const questionTexts = ({ train }: TrainingData): string[] =>
  train.flatMap(({ questions }) => questions.map(({ text }) => text));
