/** A CLIP checkpoint as it is published, without a manifest of ours. */
import * as v from 'valibot';
import { clipTensors } from '../clip/tensors';
import { clipTokenizerJson, parseMerges } from '../../src/text/clip';
import { WhylightError } from '../../src/tensor/error';
import { checkTensors } from '../../src/weights/check-tensors';
import { sha256Hex } from '../../src/weights/digest';
import { loadModelFolder, type FolderOptions, type ModelFolder, type ReadFile } from './folder';
import { MANIFEST_SCHEMA, parseManifest, TOKENIZER_FILE, WEIGHTS_FILE } from './manifest';
import { json } from './json';
import { ifThere, MissingFile } from './missing';
import { fromOpenClip, isOpenClip } from './openclip';
import { parseOpenClipConfig } from './openclip-config';
import {
  HF_CONFIG,
  HF_PREPROCESSOR,
  HF_PROCESSOR,
  OPENCLIP_CONFIG,
  parsed,
  parseHfConfig,
  parsePreprocessor,
} from './published-config';
import { widenBfloat16 } from './rewrite';
import { readWeights } from './weights';

/** Layers before the end that relevance visits unless another start is asked for; no checkpoint states its own. */
export const VISITED = 3;

export interface CheckpointOptions extends FolderOptions {
  /** What the model is called: a repository's id, or a folder's name. */
  readonly id: string;
  /** As the repository states it. */
  readonly licence?: string;
}

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
  const tokenizer = await readTokenizer(read);
  const published = await readWeights(read, (loaded) => onProgress?.(loaded, 0));
  const bytes = published.bytes.length;
  onProgress?.(bytes, bytes);
  const sha256 = await digest(published.bytes);
  let weights = widenBfloat16(published);
  if (isOpenClip(weights)) weights = fromOpenClip(weights);
  weights = { ...weights, tensors: withPlainScale(weights.tensors) };
  checkTensors(weights, clipTensors(config));
  const depth = Math.max(config.text_config.num_hidden_layers, config.vision_config.num_hidden_layers);
  const tokenizerBytes = new TextEncoder().encode(JSON.stringify(tokenizer));
  const manifest = parseManifest({
    schema: MANIFEST_SCHEMA,
    id: plainId(id),
    name: id,
    architecture: 'clip',
    config: { clip: config },
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

/** Configuration and preprocessing of a published checkpoint. Errors as `loadCheckpoint`. */
export async function readConfig(read: ReadFile, id: string) {
  const published = await ifThere(read(HF_CONFIG));
  if (published !== undefined) {
    const config = parseHfConfig(json(published, HF_CONFIG));
    const [image, file] = await imageProcessor(read);
    return { config, preprocessing: parsePreprocessor(image, config.vision_config.image_size, file) };
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

const IDS = v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0)));

/** `tokenizer.json`, or one made of the older pair of files. */
async function readTokenizer(read: ReadFile): Promise<unknown> {
  const whole = await ifThere(read(TOKENIZER_FILE));
  if (whole !== undefined) return json(whole, TOKENIZER_FILE);
  const [vocab, merges] = [await ifThere(read('vocab.json')), await ifThere(read('merges.txt'))];
  if (vocab === undefined || merges === undefined) {
    throw new WhylightError(
      'model-broken',
      `The model has neither ${TOKENIZER_FILE} nor vocab.json with merges.txt: get the tokenizer's files from where the model was published.`,
    );
  }
  const ids = (bytes: Uint8Array, file: string) => parsed(IDS, json(bytes, file), file);
  const added = await ifThere(read('added_tokens.json'));
  return clipTokenizerJson(
    parseMerges(new TextDecoder().decode(merges)),
    ids(vocab, 'vocab.json'),
    added && ids(added, 'added_tokens.json'),
  );
}

/** Some exports give the logit scale the shape [1]. */
function withPlainScale<I extends { readonly shape: readonly number[] }>(tensors: ReadonlyMap<string, I>) {
  const scale = tensors.get('logit_scale');
  if (scale?.shape.join() !== '1') return tensors;
  return new Map([...tensors, ['logit_scale', { ...scale, shape: [] }]]);
}

/** Letters, digits, and . _ - / only: a folder may be called anything. */
export function plainId(id: string): string {
  const plain = id.replace(/[^\w./-]+/g, '-').replace(/^[^\w]+|\/+$/g, '');
  return plain === '' ? 'checkpoint' : plain.slice(0, 200);
}

// Others read small files and know the weights' names from here.
export { json } from './json';
export { WEIGHTS_FILES } from './weights';
