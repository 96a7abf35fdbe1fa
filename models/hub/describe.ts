/** What a model would cost before its weights are fetched: size, memory, licence, out of its small files. */
import { WhylightError } from '../../src/tensor/error';
import { json, readConfig, VISITED } from './checkpoint';
import { fetchFile } from './fetch';
import { towersSummary } from '../clip/summary';
import { MANIFEST, parseManifest, WEIGHTS_FILE } from './manifest';
import { memoryNeeded, modelShapeOf, towersOf, weightsBytes, type ModelShape } from './memory';
import { ifThere, MissingFile } from './missing';
import { remoteReader } from './reader';
import { fileAddress, hostOf, remoteName, type Remote } from './remote';
import type { HubOptions } from './repository';

export interface ModelDescription {
  readonly remote: Remote;
  readonly name: string;
  /** Server that the files come from. */
  readonly host: string;
  /** Bytes of the weights. `isExact` is false where the server does not state them: they are worked out as float32. */
  readonly bytes: number;
  readonly isExact: boolean;
  /** Bytes of memory, ready to answer; with weights kept in half precision. */
  readonly memory: number;
  readonly lowMemory: number;
  /** As the model's page states it; absent where it states none. */
  readonly licence?: string;
  /** SHA-256 that the file will be held to, where the hub names one. */
  readonly sha256?: string;
  /** Layers of the towers, patches per side, pixels per side: what kind of model it is. */
  readonly facts: { readonly layers: number; readonly patches: number; readonly pixels: number };
}

/** Longest description page that is searched for a licence. */
const README_BYTES = 2 ** 20;

/**
 * Fetches a model's small files (kept in the store, so that loading it does not ask for them again) and what the hub says
 * about its weights. @throws WhylightError as `download` and `loadCheckpoint` for what is not a model
 */
export async function describeRemote(remote: Remote, options: HubOptions): Promise<ModelDescription> {
  const { read, weights } = remoteReader(remote, options);
  const common = { remote, host: hostOf(remote) };
  const manifest = await ifThere(read(MANIFEST));
  if (manifest !== undefined) {
    const { name, licence, files, config, answers, recommended } = parseManifest(json(manifest, MANIFEST));
    const stated = files.find(({ path }) => path === WEIGHTS_FILE)!;
    const described = modelShapeOf(config);
    const { text_config: text, vision_config: vision } = towersOf(described);
    const depth = Math.max(text.num_hidden_layers, vision.num_hidden_layers);
    const shape = { ...described, answers: answers.length, visited: depth - recommended.startLayer };
    return { ...common, name, licence, sha256: stated.sha256, ...costs(shape, stated.bytes) };
  }
  const { config } = await readConfig(read, remoteName(remote));
  const shape = { ...config, visited: VISITED };
  const listed = await weights();
  const licence = await licenceOf(remote, options);
  return {
    ...common,
    name: remoteName(remote),
    ...(licence === undefined ? {} : { licence }),
    ...(listed?.sha256 === undefined ? {} : { sha256: listed.sha256 }),
    ...costs(shape, listed?.bytes),
  };
}

/** What follows from a model's configuration and the size of its file. */
export function costs(
  shape: ModelShape,
  stated: number | undefined,
): Pick<ModelDescription, 'bytes' | 'isExact' | 'memory' | 'lowMemory' | 'facts'> {
  const bytes = stated ?? weightsBytes(shape, 'float32');
  const half = Math.min(bytes, weightsBytes(shape, 'float16'));
  const { layers, patches, pixels } = towersSummary(towersOf(shape));
  return {
    bytes,
    isExact: stated !== undefined,
    memory: memoryNeeded(shape, bytes, 'float32'),
    lowMemory: memoryNeeded(shape, half, 'float16'),
    facts: { layers, patches, pixels },
  };
}

/** `license:` of the front matter of a repository's page. */
async function licenceOf(remote: Remote, { fetch, signal }: HubOptions): Promise<string | undefined> {
  if ('url' in remote) return undefined;
  try {
    const page = await ifThere(
      fetchFile(fileAddress(remote, 'README.md'), (url) => fetch(url, signal ? { signal } : {}), {
        expectedBytes: README_BYTES,
      }),
    );
    return page && licenceIn(new TextDecoder().decode(page));
  } catch (error) {
    // A page that is too long or no page at all says nothing about the licence; the model may be fine.
    if (error instanceof WhylightError && !(error instanceof MissingFile)) return undefined;
    throw error;
  }
}

/** @param page a model's page in Markdown with YAML front matter */
export function licenceIn(page: string): string | undefined {
  const front = /^---\r?\n([\s\S]{0,20000}?)\r?\n---/.exec(page)?.[1] ?? '';
  const value = (key: string) =>
    new RegExp(`^${key}:[ \\t]*["']?([^"'\\r\\n#]{1,100}?)["']?[ \\t]*\\r?$`, 'm').exec(front)?.[1];
  const id = value('license');
  // Repositories with terms of their own name them apart.
  return id === 'other' ? (value('license_name') ?? id) : id;
}
