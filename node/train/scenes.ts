import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gridSide } from '../../models/clip/config';
import type { ClipmapperConfig } from '../../models/clipmapper/config';
import { clipmapperTensors } from '../../models/clipmapper/tensors';
import { loadTokenizer } from '../../src/text/tokenizer';
import { DROPOUT_DEFAULTS, type DropoutOptions } from '../../src/train/dropout';
import { measureAccuracy, type Accuracy, type Batch } from '../../src/train/evaluate';
import type { Example } from '../../src/train/batch';
import { labelTensors } from '../../models/clipmapper/train/graphs';
import { identityLayers, initialize, startFromClip } from '../../models/clipmapper/train/parameters';
import type { Parameters } from '../../src/train/parameters';
import { towersTask } from '../../models/clipmapper/train/towers-task';
import { ANSWERS, createRandom } from '../../src/scene';
import { WhylightError } from '../../src/tensor/error';
import { loadRuntime } from '../library/ort';
import { warmStart } from './checkpoint';
import { SCENE_ALIGNMENTS, sceneTexts } from './alignments';
import { LABEL_DEPTHS, LABEL_WEIGHTS, sceneLabels } from './labels';
import type { StagePlan } from './presets';
import { keptJson } from './keptJson';
import type { SceneRecipe } from './sceneExample';
import { sceneSource } from './sceneSource';
import { stickerConfig } from './settings';
import { runStage } from './stage';
import { sceneTokenizer } from './vocabulary';

/** A stage with its own stream of scenes. */
export interface SceneStage extends StagePlan {
  /** First scene of this stage's stream; step n shows the scenes from `firstScene + n · images` on. */
  readonly firstScene: number;
}

export interface SceneTraining {
  /** Folder for checkpoints, log and tokenizer. */
  readonly out: string;
  readonly seed: number;
  /** Most tokens of the tokenizer. */
  readonly vocabulary: number;
  /** Architecture for a tokenizer's size; the bundled model's when left out. */
  readonly architecture?: (tokens: number) => ClipmapperConfig;
  /** A checkpoint whose tensors training starts from, where names and shapes fit; its `tokenizer.json` lies beside it. */
  readonly start?: string;
  readonly stages: Readonly<Record<string, SceneStage>>;
  readonly checkpointEvery: number;
  readonly dropout?: DropoutOptions;
  readonly threads?: number;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface TrainedModel {
  readonly config: ClipmapperConfig;
  readonly tokenizer: unknown;
  readonly parameters: Parameters;
  /** False when it was stopped before the last step of the last stage. */
  readonly finished: boolean;
}

/** From this share of steps without background on, the scenes of a step are chosen alike. */
const ALIKE_FROM = 0.5;

/** Trains CLIP, then the mapper with CLIP, on sticker scenes; continues where an earlier run with the same folder stopped. */
export async function trainOnScenes(options: SceneTraining): Promise<TrainedModel> {
  const { out, seed, report } = options;
  await mkdir(out, { recursive: true });
  const { start } = options;
  const tokenizer = await keptJson(path.join(out, 'tokenizer.json'), () =>
    start === undefined ? sceneTokenizer(options.vocabulary) : tokenizerBeside(start),
  );
  const config = configOf(options, tokenizer);
  const { vision_config: vision } = config.clip;
  const side = gridSide(vision);
  const labels = sceneLabels(side, side);
  const texts = sceneTexts(tokenizerOf(config, tokenizer));
  const random = createRandom(seed);
  const tables = {
    ...clipmapperTensors(config, ANSWERS.length),
    ...labelTensors(labels, vision.hidden_size),
  };
  const parameters = initialize(tables, vision.num_hidden_layers, () => random.next());
  // A tower of one layer has none before the last.
  const labelDepths = vision.num_hidden_layers > 1 ? LABEL_DEPTHS : {};
  let hasMapper = false;
  if (start !== undefined) {
    const missing = await warmStart(start, parameters);
    identityLayers(parameters, missing);
    report(`started from ${start}; ${missing.length} tensors of ${parameters.size} are new`);
    hasMapper = !missing.some((name) => name.startsWith('mapper.'));
  }
  for (const [name, plan] of Object.entries(options.stages)) {
    const { captions = true, images, questions, steps } = plan;
    const alignments = plan.weights.alignment === undefined ? {} : SCENE_ALIGNMENTS;
    const heads = { labels, labelWeights: LABEL_WEIGHTS, labelDepths };
    const shape = { images, questions, captions, ...heads, alignments };
    if (plan.mapperFromClip && !hasMapper) startFromClip(parameters);
    hasMapper ||= questions > 0;
    const dropout = { ...(options.dropout ?? DROPOUT_DEFAULTS) };
    if (plan.background !== undefined) dropout.backgroundSteps = plan.background;
    // Scenes that are alike make steps without background short, but give a step scenes with similar counts as well.
    const alike = dropout.backgroundSteps >= ALIKE_FROM;
    const source = sceneSource(recipeOf(config, tokenizer, plan), images, plan.firstScene, { alike });
    const finished = await runStage({
      name,
      task: towersTask({ config, answers: ANSWERS.length, shape, dropout, texts }),
      parameters,
      source,
      seed,
      steps,
      questions,
      settings: {
        shape,
        dropout,
        data: `scenes from ${plan.firstScene}${alike ? ', alike in a step' : ''}`,
        clipRate: plan.clipRate ?? 1,
        mapperFromClip: plan.mapperFromClip ?? false,
        ...(plan.families ? { families: plan.families.join() } : {}),
      },
      checkpoint: path.join(out, `${name}.safetensors`),
      checkpointEvery: options.checkpointEvery,
      log: path.join(out, 'log.jsonl'),
      report,
      signal: options.signal,
      train: {
        schedule: { peak: plan.peak, warmup: Math.min(200, steps / 10), total: steps, floor: 0.03 },
        rateFactor: (parameter) =>
          /^(mapper|classifier|labels)\./.test(parameter) ? 1 : (plan.clipRate ?? 1),
        lossWeights: plan.weights,
        ...(options.threads === undefined ? {} : { threads: options.threads }),
      },
    }).finally(() => source.close());
    if (!finished) return { config, tokenizer, parameters, finished };
  }
  return { config, tokenizer, parameters, finished: true };
}

/** Answers `scenes` scenes' questions of the validation split, which no training sees. */
export async function validateOnScenes(
  { config, tokenizer, parameters }: TrainedModel,
  scenes: number,
  questions: number,
  threads?: number,
): Promise<Accuracy> {
  const images = Math.min(16, scenes);
  const shape = { images, questions, captions: false, labels: {} };
  const task = towersTask({ config, answers: ANSWERS.length, shape, dropout: DROPOUT_DEFAULTS });
  const recipe: SceneRecipe = {
    ...recipeOf(config, tokenizer, { questions, captions: false }),
    labels: false,
    split: 'val',
  };
  const source = sceneSource(recipe, images, 0);
  async function* batches(): AsyncGenerator<Batch<Example>> {
    for (let step = 0; step * images < scenes; step++) {
      const counted = Array.from(
        { length: images * questions },
        (_, row) => step * images + Math.floor(row / questions) < scenes,
      );
      yield { examples: await source.examples(step), counted };
    }
  }
  const { ort } = await loadRuntime();
  const session = { lossWeights: { answers: 1 }, ...(threads === undefined ? {} : { threads }) };
  return measureAccuracy(ort, task, parameters, session, batches()).finally(() => source.close());
}

/** The tokenizer of the weights to start from: with any other one their words would mean other words. */
async function tokenizerBeside(start: string): Promise<unknown> {
  const file = path.join(path.dirname(start), 'tokenizer.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new WhylightError(
      'bad-input',
      `${file} cannot be read (${error.code}): a training that starts from ${path.basename(start)} needs the tokenizer that lies beside it.`,
    );
  });
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new WhylightError('bad-input', `${file} is not valid JSON.`);
  }
}

function configOf({ architecture = stickerConfig }: SceneTraining, tokenizer: unknown): ClipmapperConfig {
  return architecture(loadTokenizer(tokenizer, { maxLength: 48 }).vocabSize);
}

const tokenizerOf = ({ clip }: ClipmapperConfig, tokenizer: unknown) =>
  loadTokenizer(tokenizer, { maxLength: clip.text_config.max_position_embeddings });

const recipeOf = (
  { clip }: ClipmapperConfig,
  tokenizer: unknown,
  { questions, captions = true, families }: Pick<StagePlan, 'questions' | 'captions' | 'families'>,
): SceneRecipe => ({
  size: clip.vision_config.image_size,
  patch: clip.vision_config.patch_size,
  questions,
  ...(families ? { families } : {}),
  captions,
  labels: true,
  tokenizer,
  maxTokens: clip.text_config.max_position_embeddings,
});
