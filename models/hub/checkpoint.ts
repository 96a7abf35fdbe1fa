/** A CLIP checkpoint as it is published, without a manifest of ours. */
import { clipTensors } from '../clip/tensors';
import { clipTokenizerJson, parseMerges } from '../../src/text/clip';
import { WhylightError } from '../../src/tensor/error';
import { checkTensors } from '../../src/weights/check-tensors';
import { sha256Hex } from '../../src/weights/digest';
import { loadModelFolder, type FolderOptions, type ModelFolder, type ReadFile } from './folder';
import { MANIFEST_SCHEMA, parseManifest, TOKENIZER_FILE, WEIGHTS_FILE } from './manifest';
import { ifThere, MissingFile } from './missing';
import { refusePointer } from './pointer';
import { fromOpenClip, isOpenClip } from './openclip';
import {
  HF_CONFIG,
  HF_PREPROCESSOR,
  OPENCLIP_CONFIG,
  parseHfConfig,
  parseOpenClipConfig,
  parsePreprocessor,
} from './published-config';
import { widenBfloat16 } from './rewrite';
import { openSafetensors } from '../../src/weights/safetensors';

/** Names under which weights are published. */
export const WEIGHTS_FILES: readonly string[] = [
  WEIGHTS_FILE,
  'open_clip_model.safetensors',
  'open_clip_pytorch_model.safetensors',
];

/** Layers before the end that relevance visits unless another start is asked for; no checkpoint states its own. */
export const VISITED = 3;

export interface CheckpointOptions extends FolderOptions {
  /** What the model is called: a repository's id, or a folder's name. */
  readonly id: string;
  /** As the repository states it. */
  readonly licence?: string;
}

/** A model folder with a manifest, or a published CLIP checkpoint. Errors: those of either. */
export async function openFolder(read: ReadFile, options: CheckpointOptions): Promise<ModelFolder> {
  const manifest = await ifThere(read('manifest.json'));
  if (manifest === undefined) return loadCheckpoint(read, options);
  return loadModelFolder(
    (path, ...rest) => (path === 'manifest.json' ? Promise.resolve(manifest) : read(path, ...rest)),
    options,
  );
}

/**
 * A checkpoint in Hugging Face's or OpenCLIP's form: `config.json` or `open_clip_config.json`, `model.safetensors` or
 * `open_clip_model.safetensors` in either naming, `tokenizer.json` or `vocab.json` with `merges.txt`, and
 * `preprocessor_config.json` if there is one.
 * @throws WhylightError ('model-broken') naming the file, field, or the missing and surplus tensors; whatever `read` throws
 */
export async function loadCheckpoint(read: ReadFile, options: CheckpointOptions): Promise<ModelFolder> {
  const { id, onProgress, digest = sha256Hex } = options;
  const { config, preprocessing } = await readConfig(read, id);
  const tokenizer = await readTokenizer(read);
  const [file, bytes] = await readWeights(read, onProgress);
  const sha256 = await digest(bytes);
  let weights = widenBfloat16(openSafetensors(bytes, file));
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
      { path: WEIGHTS_FILE, bytes: bytes.length, sha256 },
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
    const preprocessor = await ifThere(read(HF_PREPROCESSOR));
    const image = preprocessor === undefined ? undefined : json(preprocessor, HF_PREPROCESSOR);
    return { config, preprocessing: parsePreprocessor(image, config.vision_config.image_size) };
  }
  const openClip = await ifThere(read(OPENCLIP_CONFIG));
  if (openClip !== undefined) return parseOpenClipConfig(json(openClip, OPENCLIP_CONFIG));
  throw new MissingFile(
    'model-broken',
    `The model folder "${id}" has no manifest.json: expected one, or a CLIP checkpoint's ${HF_CONFIG} or ${OPENCLIP_CONFIG}, ${WEIGHTS_FILE} and ${TOKENIZER_FILE}.`,
  );
}

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
  const ids = json(vocab, 'vocab.json') as Record<string, number>;
  return clipTokenizerJson(parseMerges(new TextDecoder().decode(merges)), ids);
}

/** What lists the parts of weights in several files, and what to say of them. */
const SHARDED = [
  [
    'model.safetensors.index.json',
    'The weights of this model are split over several safetensors files (model.safetensors.index.json), which are not read: save it in one file, or choose a repository that has model.safetensors.',
  ],
  [
    'pytorch_model.bin.index.json',
    'The weights of this model are pickled and split over several .bin files (pytorch_model.bin.index.json): weights are read in the safetensors format only, in one file, so choose a repository that offers it.',
  ],
] as const;

async function readWeights(
  read: ReadFile,
  onProgress: FolderOptions['onProgress'],
): Promise<[string, Uint8Array]> {
  for (const file of WEIGHTS_FILES) {
    const bytes = await ifThere(read(file, (loaded) => onProgress?.(loaded, 0)));
    if (bytes === undefined) continue;
    refusePointer(bytes, file);
    onProgress?.(bytes.length, bytes.length);
    return [file, bytes];
  }
  for (const [index, sentence] of SHARDED)
    if ((await ifThere(read(index))) !== undefined) throw new WhylightError('model-broken', sentence);
  throw new WhylightError(
    'model-broken',
    `The model has no ${WEIGHTS_FILES.join(' or ')}: weights are read in the safetensors format only, so choose a repository that offers it.`,
  );
}

/** Some exports give the logit scale the shape [1]. */
function withPlainScale<I extends { readonly shape: readonly number[] }>(tensors: ReadonlyMap<string, I>) {
  const scale = tensors.get('logit_scale');
  if (scale?.shape.join() !== '1') return tensors;
  return new Map([...tensors, ['logit_scale', { ...scale, shape: [] }]]);
}

/** Letters, digits, and . _ - / only: a folder may be called anything. */
function plainId(id: string): string {
  const plain = id.replace(/[^\w./-]+/g, '-').replace(/^[^\w]+|\/+$/g, '');
  return plain === '' ? 'checkpoint' : plain.slice(0, 200);
}

/** A small file's JSON. @throws WhylightError ('model-broken') naming the file */
export function json(bytes: Uint8Array, file: string): unknown {
  refusePointer(bytes, file);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new WhylightError('model-broken', `${file} of the model is not JSON: get the model again.`);
  }
}
