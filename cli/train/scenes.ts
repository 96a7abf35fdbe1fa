import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { labelTensors } from '../../models/train/graphs';
import { initialize, type Parameters } from '../../models/train/parameters';
import { DROPOUT_DEFAULTS } from '../../models/train/dropout';
import { loadTokenizer } from '../../models/tokenizer/tokenizer';
import { clipmapperTensors } from '../../models/clipmapper/tensors';
import type { ClipmapperConfig } from '../../models/clipmapper/config';
import { ANSWERS, createRandom } from '../../src/scene';
import { warmStart } from './checkpoint';
import { SCENE_LABELS } from './labels';
import { sceneSource } from './sceneSource';
import { stickerConfig } from './settings';
import { runStage } from './stage';
import { sceneTokenizer } from './vocabulary';

export interface StagePlan {
  readonly steps: number;
  readonly images: number;
  readonly peak: number;
  /** Questions an image; 0 for stage 1. */
  readonly questions: number;
  readonly weights: Readonly<Record<string, number>>;
  /** First scene of this stage's stream. */
  readonly firstScene: number;
}

export interface SceneTraining {
  /** Folder for checkpoints, log and tokenizer. */
  readonly out: string;
  readonly seed: number;
  readonly vocabulary: number;
  /** A checkpoint whose tensors training starts from, where names and shapes fit. */
  readonly start?: string;
  readonly stages: Readonly<Record<string, StagePlan>>;
  readonly checkpointEvery: number;
  readonly threads?: number;
  readonly report: (line: string) => void;
}

export interface TrainedModel {
  readonly config: ClipmapperConfig;
  readonly tokenizer: unknown;
  readonly parameters: Parameters;
}

/** Trains CLIP, then the mapper with CLIP, on sticker scenes; goes on where an earlier run with the same folder stopped. */
export async function trainOnScenes(options: SceneTraining): Promise<TrainedModel> {
  const { out, seed, report } = options;
  await mkdir(out, { recursive: true });
  const tokenizer = await tokenizerOf(options);
  const { vocabSize } = loadTokenizer(tokenizer, { maxLength: 48 });
  const config = stickerConfig(vocabSize);
  const { vision_config: vision } = config.clip;
  const random = createRandom(seed);
  const tables = {
    ...clipmapperTensors(config, ANSWERS.length),
    ...labelTensors(SCENE_LABELS, vision.hidden_size),
  };
  const parameters = initialize(tables, vision.num_hidden_layers, () => random.next());
  if (options.start !== undefined) {
    const missing = await warmStart(options.start, parameters);
    report(`started from ${options.start}; ${missing.length} tensors of ${parameters.size} are new`);
  }
  for (const [name, plan] of Object.entries(options.stages)) {
    const recipe = {
      size: vision.image_size,
      patch: vision.patch_size,
      questions: plan.questions,
      captions: true,
      labels: true,
      tokenizer,
      maxTokens: config.clip.text_config.max_position_embeddings,
    };
    const source = sceneSource(recipe, plan.images, plan.firstScene);
    await runStage({
      name,
      config,
      answers: ANSWERS.length,
      parameters,
      source,
      seed,
      steps: plan.steps,
      checkpoint: path.join(out, `${name}.safetensors`),
      checkpointEvery: options.checkpointEvery,
      log: path.join(out, 'log.jsonl'),
      report,
      train: {
        shape: { images: plan.images, questions: plan.questions, captions: true, labels: SCENE_LABELS },
        schedule: { peak: plan.peak, warmup: Math.min(200, plan.steps / 10), total: plan.steps, floor: 0.03 },
        rateFactor: () => 1,
        lossWeights: plan.weights,
        dropout: DROPOUT_DEFAULTS,
        ...(options.threads === undefined ? {} : { threads: options.threads }),
      },
    });
    await source.close();
  }
  return { config, tokenizer, parameters };
}

async function tokenizerOf({ out, vocabulary }: SceneTraining): Promise<unknown> {
  const file = path.join(out, 'tokenizer.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch {
    const made = sceneTokenizer(vocabulary);
    await writeFile(file, JSON.stringify(made));
    return made;
  }
}
