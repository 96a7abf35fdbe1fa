/** A CLIP or SigLIP checkpoint as it is published, without a manifest of ours. */
import type { TowersConfig } from '../clip/config';
import { clipTensors } from '../clip/tensors';
import { siglipTensors } from '../siglip/tensors';
import type { ProcessorKind } from '../../src/image/preprocessor';
import { checkTensors } from '../../src/weights/check-tensors';
import { sha256Hex } from '../../src/weights/digest';
import type { WeightsFile } from '../../src/weights/safetensors';
import type { TensorTable } from '../../src/weights/table';
import { loadModelFolder, type CheckpointOptions, type ModelFolder, type ReadFile } from './folder';
import { json } from './json';
import { MANIFEST_SCHEMA, parseManifest, TOKENIZER_FILE, WEIGHTS_FILE } from './manifest';
import { ifThere, MissingFile } from './missing';
import { plainId } from './plain-id';
import { fromOpenClip, isOpenClip } from './openclip';
import { parseOpenClipConfig } from './openclip-config';
import {
  HF_CONFIG,
  HF_PREPROCESSOR,
  HF_PROCESSOR,
  OPENCLIP_CONFIG,
  parseHfConfig,
  parsePreprocessor,
  type PublishedConfig,
  type PublishedModel,
} from './published-config';
import { widenBfloat16 } from './rewrite';
import { fromSiglip } from './siglip';
import { readClipTokenizer, readSiglipTokenizer } from './tokenizer-files';
import { readWeights } from './weights';

/** Layers before the end that relevance visits unless another start is asked for; no checkpoint states its own. */
export const VISITED = 3;

/** A model folder with a manifest, a model as an ONNX file, or a published CLIP checkpoint. Errors: those of each. */
export async function openFolder(read: ReadFile, options: CheckpointOptions): Promise<ModelFolder> {
  const manifest = await ifThere(read('manifest.json'));
  if (manifest === undefined) {
    const { openOnnxFolder } = await import('./onnx-folder');
    return (await openOnnxFolder(read, options)) ?? loadCheckpoint(read, options);
  }
  return loadModelFolder(
    (path, ...rest) => (path === 'manifest.json' ? Promise.resolve(manifest) : read(path, ...rest)),
    options,
  );
}

/**
 * A checkpoint in Hugging Face's or OpenCLIP's form: `config.json` or `open_clip_config.json`, weights in either naming in
 * one file or several, `tokenizer.json` or `vocab.json` with `merges.txt`, and `processor_config.json` or
 * `preprocessor_config.json` if there is one.
 * @throws WhylightError ('model-broken') naming the file, field, or the missing and surplus tensors; whatever `read` throws
 */
export async function loadCheckpoint(read: ReadFile, options: CheckpointOptions): Promise<ModelFolder> {
  const { id, onProgress, digest = sha256Hex } = options;
  const { config, preprocessing } = await readConfig(read, id);
  const family = familyOf(config);
  const tokenizer = await family.readTokenizer(read);
  const published = await readWeights(read, (loaded) => onProgress?.(loaded, 0));
  const bytes = published.bytes.length;
  onProgress?.(bytes, bytes);
  const sha256 = await digest(published.bytes);
  const named = family.renamed(widenBfloat16(published));
  const weights = { ...named, tensors: withPlainScalars(named.tensors) };
  checkTensors(weights, family.tensors);
  const { text_config: text, vision_config: vision } = family.towers;
  const depth = Math.max(text.num_hidden_layers, vision.num_hidden_layers);
  const tokenizerBytes = new TextEncoder().encode(JSON.stringify(tokenizer));
  const manifest = parseManifest({
    schema: MANIFEST_SCHEMA,
    id: plainId(id),
    name: id,
    architecture: family.architecture,
    config,
    files: [
      { path: WEIGHTS_FILE, bytes, sha256 },
      { path: TOKENIZER_FILE, bytes: tokenizerBytes.length, sha256: await digest(tokenizerBytes) },
    ],
    answers: [],
    tokenizer: TOKENIZER_FILE,
    preprocessing,
    recommended: { startLayer: Math.max(0, depth - VISITED), importance: 'norm' },
    domain: 'photographs',
    licence: options.licence ?? 'not stated in the files; see where the checkpoint was published',
  });
  return { manifest, weights, tokenizer, sha256 };
}

/** What is particular to a family of models. */
interface Family {
  readonly architecture: string;
  readonly towers: TowersConfig;
  readonly tensors: TensorTable;
  /** Weights under the names of `tensors`. */
  readonly renamed: (weights: WeightsFile) => WeightsFile;
  readonly readTokenizer: (read: ReadFile) => Promise<unknown>;
  /** Whose defaults preprocessing has. */
  readonly processor: ProcessorKind;
}

function familyOf(config: PublishedConfig): Family {
  if ('siglip' in config)
    return {
      architecture: 'siglip',
      towers: config.siglip,
      tensors: siglipTensors(config.siglip),
      renamed: fromSiglip,
      readTokenizer: readSiglipTokenizer,
      processor: 'Siglip',
    };
  return {
    architecture: 'clip',
    towers: config.clip,
    tensors: clipTensors(config.clip),
    renamed: (weights) => (isOpenClip(weights) ? fromOpenClip(weights) : weights),
    readTokenizer: readClipTokenizer,
    processor: 'CLIP',
  };
}

/** Configuration and preprocessing of a published checkpoint. Errors as `loadCheckpoint`. */
export async function readConfig(read: ReadFile, id: string): Promise<PublishedModel> {
  const published = await ifThere(read(HF_CONFIG));
  if (published !== undefined) {
    const config = parseHfConfig(json(published, HF_CONFIG));
    const [image, file] = await imageProcessor(read);
    const { towers, processor } = familyOf(config);
    const { image_size: size } = towers.vision_config;
    return { config, preprocessing: parsePreprocessor(image, size, file, processor) };
  }
  const openClip = await ifThere(read(OPENCLIP_CONFIG));
  if (openClip !== undefined) return parseOpenClipConfig(json(openClip, OPENCLIP_CONFIG));
  throw new MissingFile(
    'model-broken',
    `The model folder "${id}" has no manifest.json: expected one, or a CLIP checkpoint's ${HF_CONFIG} or ${OPENCLIP_CONFIG}, ${WEIGHTS_FILE} and ${TOKENIZER_FILE}.`,
  );
}

/**
 * The image processor's configuration and the file that it lies in; as transformers has it, one within
 * `processor_config.json` comes before a file of its own. Undefined where there is neither.
 */
async function imageProcessor(read: ReadFile): Promise<[unknown, string]> {
  for (const file of [HF_PROCESSOR, HF_PREPROCESSOR]) {
    const bytes = await ifThere(read(file));
    if (bytes === undefined) continue;
    const found = json(bytes, file);
    if (file === HF_PREPROCESSOR) return [found, file];
    const nested = (found as { readonly image_processor?: unknown } | null)?.image_processor ?? undefined;
    if (nested !== undefined) return [nested, file];
  }
  return [undefined, HF_PREPROCESSOR];
}

/** Some exports give the logit's scale and bias the shape [1]. */
function withPlainScalars<I extends { readonly shape: readonly number[] }>(tensors: ReadonlyMap<string, I>) {
  const isPlain = (name: string, { shape }: I) =>
    (name !== 'logit_scale' && name !== 'logit_bias') || shape.join() !== '1';
  return new Map(
    [...tensors].map(([name, info]) => [name, isPlain(name, info) ? info : { ...info, shape: [] }]),
  );
}

// Others read small files and know the weights' names from here.
export { json } from './json';
export { WEIGHTS_FILES } from './weights';
