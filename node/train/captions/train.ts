import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { headTensors } from '../../../models/captioner/tensors';
import type { CaptionerConfig } from '../../../models/captioner/config';
import { captionsTask } from '../../../models/captioner/train/captions-task';
import { initialize } from '../../../models/clipmapper/train/parameters';
import { createRandom } from '../../../src/scene';
import { parameterOf, type Parameters } from '../../../src/train/parameters';
import type { DropoutOptions } from '../../../src/train/dropout';
import { loadTokenizer } from '../../../src/text/tokenizer';
import { readTensorF32 } from '../../../src/weights/values';
import type { WeightsFile } from '../../../src/weights/safetensors';
import { warmStart } from '../checkpoint';
import { FeatureCache } from '../clip/cache';
import { runStage } from '../stage';
import { captionSource } from './captionSource';
import type { SceneRange } from './sceneFeatures';

export interface CaptionTraining {
  /** Folder for the checkpoint and the log. */
  readonly out: string;
  /** The model whose towers are taken as they are. */
  readonly towers: { readonly weights: WeightsFile; readonly tokenizer: unknown; readonly sha256: string };
  readonly config: CaptionerConfig;
  /** Folder of features (see `keepSceneFeatures`), and the scenes to learn from. */
  readonly features: string;
  readonly scenes: SceneRange;
  /** Name of the stage; each has its checkpoint. */
  readonly stage: string;
  /** A checkpoint to start from. */
  readonly start?: string;
  readonly seed: number;
  readonly steps: number;
  readonly images: number;
  /** Largest learning rate, and the share of it that the last step has. */
  readonly peak: number;
  readonly floor: number;
  readonly dropout: DropoutOptions;
  readonly checkpointEvery: number;
  readonly threads?: number;
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains a captioner's mapper and head on frozen towers. A mapper begins with what a question answerer of the same towers
 * has learned, where names and shapes fit: which patches a word is about is the same in both.
 *
 * @returns its parameters, those of the text tower among them, and whether the last step was done
 */
export async function trainOnCaptions(
  options: CaptionTraining,
): Promise<{ readonly parameters: Parameters; readonly finished: boolean }> {
  const { config, towers, out, seed, steps, images, scenes, report, threads } = options;
  await mkdir(out, { recursive: true });
  const parameters = await startingPoint(options);
  const cache = await FeatureCache.open(options.features);
  const maxLength = config.clip.text_config.max_position_embeddings;
  const source = captionSource(cache, loadTokenizer(towers.tokenizer, { maxLength }), scenes, {
    images,
    seed,
  });
  try {
    const finished = await runStage({
      name: options.stage,
      task: captionsTask({ config, images, dropout: options.dropout }),
      parameters,
      source,
      seed,
      steps,
      questions: 1,
      settings: { scenes, dropout: options.dropout, mapper: config.mapper, towers: towers.sha256 },
      checkpoint: path.join(out, `${options.stage}.safetensors`),
      checkpointEvery: options.checkpointEvery,
      log: path.join(out, 'log.jsonl'),
      report,
      signal: options.signal,
      train: {
        schedule: {
          peak: options.peak,
          warmup: Math.min(100, steps / 10),
          total: steps,
          floor: options.floor,
        },
        rateFactor: () => 1,
        lossWeights: { captions: 1 },
        ...(threads === undefined ? {} : { threads }),
      },
    });
    return { parameters, finished };
  } finally {
    await cache.close();
  }
}

/** Fresh tensors, then those of the towers' model that fit, then those of the checkpoint. */
async function startingPoint({ config, towers, seed, start, report }: CaptionTraining): Promise<Parameters> {
  const random = createRandom(seed);
  const parameters = initialize(headTensors(config), config.mapper.num_hidden_layers, () => random.next());
  for (const [name, { shape }] of towers.weights.tensors) {
    const known = parameters.get(name);
    if (known && known.shape.join() === shape.join()) known.data.set(readTensorF32(towers.weights, name));
    else if (name.startsWith('text_model.'))
      parameters.set(name, { shape, data: readTensorF32(towers.weights, name) });
  }
  // A word that is likely comes next where the state is close to its own: the head starts as the table of words.
  const table = parameterOf(parameters, 'text_model.embeddings.token_embedding.weight');
  const head = parameterOf(parameters, 'next_token.weight');
  if (head.length === table.length) head.set(table);
  if (start !== undefined) {
    const missing = await warmStart(start, parameters);
    report(`started from ${path.basename(start)}; ${missing.length} tensors of ${parameters.size} are new`);
  }
  return parameters;
}
