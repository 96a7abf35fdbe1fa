import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { ClipConfig } from '../../../models/clip/config';
import { clipTensors } from '../../../models/clip/tensors';
import { checkTensors } from '../../../src/weights/check-tensors';
import { CLIP_CONFIG } from '../../../models/clip/config-schema';
import { loadModelFolder } from '../../../models/hub/folder';
import { shapeOf } from '../../../models/hub/memory';
import type { Manifest } from '../../../models/hub/manifest';
import { openSafetensors, type WeightsFile } from '../../../src/weights/safetensors';
import { clipTokenizerJson, parseMerges } from '../../../src/text/clip';
import { parsePreprocessing, type Preprocessing } from '../../../src/image/config';
import { refusePointer } from '../../../models/hub/pointer';
import { WhylightError } from '../../../src/tensor/error';
import { folderReader } from '../../library/folder';
import { readBounded, Unread } from '../../files/bounded';
import { isRecord, readJsonFile } from '../../data/json';
import { readTextFile } from '../../files/text';

/** A CLIP with all that is needed to run it. */
export interface ClipFolder {
  readonly config: ClipConfig;
  readonly weights: WeightsFile;
  /** Contents of tokenizer.json. */
  readonly tokenizer: unknown;
  readonly preprocessing: Manifest['preprocessing'];
  /** SHA-256 of the weights file. */
  readonly sha256: string;
}

/** What a Whylight folder may hold beside its CLIP, and the buffers of old checkpoints. */
const BESIDE = /^(mapper|classifier)\.|\.position_ids$/;

/**
 * Reads a CLIP from a Whylight folder, or from one in Hugging Face's format: config.json, model.safetensors,
 * preprocessor_config.json, and tokenizer.json or vocab.json with merges.txt.
 * @throws WhylightError naming the file that is missing or unfit
 */
export async function openClip(dir: string): Promise<ClipFolder> {
  const isOurs = await exists(path.join(dir, 'manifest.json'));
  const clip = isOurs ? await fromWhylight(dir) : await fromHub(dir);
  checkTensors(clip.weights, clipTensors(clip.config), BESIDE);
  return clip;
}

async function fromWhylight(dir: string): Promise<ClipFolder> {
  const { manifest, weights, tokenizer, sha256 } = await loadModelFolder(folderReader(dir));
  const { config, preprocessing } = manifest;
  return { config: shapeOf(config).clip, weights, tokenizer, preprocessing, sha256 };
}

/** Bytes of weights; the largest CLIP has 10 GB. */
const MOST_WEIGHTS = 64 * 2 ** 30;

async function fromHub(dir: string): Promise<ClipFolder> {
  const config = await readConfig(path.join(dir, 'config.json'));
  const file = path.join(dir, 'model.safetensors');
  const bytes = await readBounded(file, MOST_WEIGHTS).catch((error: unknown) => {
    if (!(error instanceof Unread)) throw error;
    throw new WhylightError(
      'bad-input',
      error.trouble === 'missing'
        ? `The CLIP folder "${dir}" has no model.safetensors; get the folder's files again.`
        : `"${file}" ${error.message}.`,
    );
  });
  refusePointer(bytes, file);
  return {
    config,
    weights: openSafetensors(bytes, file),
    tokenizer: await readTokenizer(dir),
    preprocessing: await readPreprocessing(path.join(dir, 'preprocessor_config.json'), config),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

async function readConfig(file: string): Promise<ClipConfig> {
  const json = await readJsonFile(file);
  const type = isRecord(json) ? (json['model_type'] ?? 'clip') : undefined;
  if (type !== 'clip') {
    throw new WhylightError(
      'model-broken',
      `"${file}" is of a model of type ${JSON.stringify(type)}; expected "clip".`,
    );
  }
  const result = v.safeParse(CLIP_CONFIG, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new WhylightError(
    'model-broken',
    `"${file}" is not valid at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}.`,
  );
}

const MOST_MERGES = 64 * 2 ** 20;

async function readTokenizer(dir: string): Promise<unknown> {
  const file = path.join(dir, 'tokenizer.json');
  if (await exists(file)) return readJsonFile(file);
  const merges = path.join(dir, 'merges.txt');
  if (!(await exists(merges))) {
    throw new WhylightError(
      'bad-input',
      `The CLIP folder "${dir}" has neither tokenizer.json nor vocab.json with merges.txt; get the folder's files again.`,
    );
  }
  const vocabulary = (await readJsonFile(path.join(dir, 'vocab.json'))) as Record<string, number>;
  return clipTokenizerJson(parseMerges(await readTextFile(merges, MOST_MERGES)), vocabulary);
}

async function readPreprocessing(
  file: string,
  { vision_config }: ClipConfig,
): Promise<Manifest['preprocessing']> {
  const json = await readJsonFile(file);
  let read: Preprocessing;
  try {
    read = parsePreprocessing(json);
  } catch (error) {
    throw new WhylightError('model-broken', `"${file}" cannot be used: ${(error as Error).message}.`);
  }
  const made = manifestSpelling(read);
  if (made?.size === vision_config.image_size) return made;
  throw new WhylightError(
    'model-broken',
    `"${file}" does not bring images to the ${vision_config.image_size} × ${vision_config.image_size} pixels that config.json asks for.`,
  );
}

/** As a manifest says it; undefined for what it has no words for. A factor other than 1/255 goes into mean and std. */
function manifestSpelling({
  resize,
  crop,
  rescale,
  mean,
  std,
}: Preprocessing): Manifest['preprocessing'] | undefined {
  const window = crop ?? ('width' in resize ? resize : undefined);
  if (window?.width !== window?.height || window === undefined) return undefined;
  const size = window.width;
  const way =
    'shortestEdge' in resize
      ? resize.shortestEdge === size && ('shortest-edge' as const)
      : resize.width === size && resize.height === size && ('square' as const);
  if (!way) return undefined;
  const scaled = (values: readonly [number, number, number]): [number, number, number] =>
    rescale === 1 / 255
      ? [...values]
      : [values[0] / (255 * rescale), values[1] / (255 * rescale), values[2] / (255 * rescale)];
  return { size, resize: way, mean: scaled(mean), std: scaled(std), resample: 'bicubic' };
}

/** A manifest's preprocessing as `preprocess` takes it. */
export function preprocessingOf({ size, resize, mean, std }: Manifest['preprocessing']): Preprocessing {
  const square = { width: size, height: size };
  const shape = resize === 'square' ? { resize: square } : { resize: { shortestEdge: size }, crop: square };
  return { ...shape, rescale: 1 / 255, mean, std };
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
