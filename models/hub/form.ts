/**
 * Which of a repository's configurations counts. `config.json` is anybody's name: repositories of timm and MobileCLIP
 * have one of their own beside OpenCLIP's files, others one for code that comes with the model.
 */
import { WhylightError } from '../../src/tensor/error';
import { quoted } from '../../src/tensor/quote';
import { json } from './json';
import type { ReadFile } from './folder';
import type { Listing } from './listing';
import { WEIGHTS_FILE } from './manifest';
import { ifThere, MissingFile } from './missing';
import { HF_CONFIG, OPENCLIP_CONFIG } from './published-config';
import { WEIGHTS_FILES } from './weights';

/** Architectures whose `config.json` is read, as far as it fits: what does not is named by whoever reads it. */
const READ: readonly string[] = ['clip', 'siglip', 'siglip2'];

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Whether a `config.json` describes two towers that transformers itself knows. */
export function describesClip(config: unknown): boolean {
  // Read by code that lies in the repository: its weights have names of their own.
  if (!isObject(config) || 'auto_map' in config) return false;
  if ('model_type' in config) return READ.includes(String(config['model_type']));
  const has = (tower: string) => isObject(config[tower]) || isObject(config[`${tower}_dict`]);
  return has('text_config') && has('vision_config');
}

/** What lies beside a `config.json` and belongs to it: weights in one file, or the list of several. */
const FOREIGN_TOO: readonly string[] = [WEIGHTS_FILE, `${WEIGHTS_FILE}.index.json`];

/**
 * The files of a folder as far as they belong to one model: where `config.json` is another's and OpenCLIP's configuration
 * is there, neither it nor the weights beside it are seen.
 * @throws WhylightError ('model-broken') from reading a `config.json` that is another's and stands alone
 */
export function ofOneModel(read: ReadFile): {
  readonly read: ReadFile;
  readonly weights: () => readonly string[];
} {
  let isForeign = false;
  return {
    read: async (path, ...rest) => {
      if (isForeign && FOREIGN_TOO.includes(path))
        throw new MissingFile('model-broken', `${path} belongs to another model than ${OPENCLIP_CONFIG}.`);
      const bytes = await read(path, ...rest);
      if (path !== HF_CONFIG) return bytes;
      const config = json(bytes, path);
      if (describesClip(config)) return bytes;
      isForeign = (await ifThere(read(OPENCLIP_CONFIG))) !== undefined;
      if (isForeign) throw new MissingFile('model-broken', `${path} describes another model.`);
      throw notClip(config);
    },
    weights: () => WEIGHTS_FILES.filter((path) => !isForeign || path !== WEIGHTS_FILE),
  };
}

function notClip(config: unknown): WhylightError {
  const named = isObject(config) ? (config['model_type'] ?? config['architecture']) : undefined;
  const what =
    isObject(config) && 'auto_map' in config
      ? 'a model that comes with code of its own'
      : typeof named === 'string'
        ? `the architecture ${quoted(named)}`
        : 'no model with a text and a vision tower';
  return new WhylightError(
    'model-broken',
    `The repository's ${HF_CONFIG} describes ${what}: Whylight reads CLIP models with a vision transformer, so choose a repository whose ${HF_CONFIG} says model_type "clip", or one with ${OPENCLIP_CONFIG}.`,
  );
}

/** A part of weights in several files: its number, and of how many. */
export const SHARD = /^model-(\d{5})-of-(\d{5})\.safetensors$/;

/**
 * What a list says of the weights, in bytes, with their digest where they are one file.
 * @param wanted names under which they may lie, in order
 * @throws WhylightError ('model-broken') where it lists none that can be read, saying what it lists instead
 */
export function listedWeights(
  listing: Listing,
  wanted: readonly string[],
): { readonly bytes: number; readonly sha256?: string } {
  const whole = wanted.map((path) => listing.get(path)).find((file) => file !== undefined);
  if (whole) return whole;
  const shards = [...listing].filter(([path]) => SHARD.test(path));
  if (wanted.includes(WEIGHTS_FILE) && shards.length > 0)
    return { bytes: shards.reduce((sum, [, { bytes }]) => sum + bytes, 0) };
  const pickled = [...listing.keys()].find((path) => /\.(bin|pt|pth|ckpt)$/.test(path));
  const why =
    pickled === undefined
      ? `It holds no ${wanted.join(' or ')}`
      : `Its weights are pickled (${pickled}), which would run code that lies in the file`;
  throw new WhylightError(
    'model-broken',
    `${why}: weights are read in the safetensors format only, so choose a repository or revision that offers it.`,
  );
}
