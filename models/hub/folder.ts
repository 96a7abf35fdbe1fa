/** A model folder, read through whatever can read files: an address, a disk, files chosen in the page. */
import { WhylightError } from '../../src/tensor/error';
import { sha256Hex, type Digest } from '../../src/weights/digest';
import { parseManifest, TOKENIZER_FILE, WEIGHTS_FILE } from './manifest';
import { refusePointer } from './pointer';
import type { Manifest } from './manifest';
import { openSafetensors } from '../../src/weights/safetensors';
import type { WeightsFile } from '../../src/weights/safetensors';

/**
 * Reads one file of the folder.
 * @param onBytes told the number of bytes of this file read so far
 * @param expectedBytes size that the manifest states, so that a reader can reserve memory and refuse to read more
 */
export type ReadFile = (
  path: string,
  onBytes?: (loaded: number) => void,
  expectedBytes?: number,
) => Promise<Uint8Array>;

export interface ModelFolder {
  readonly manifest: Manifest;
  readonly weights: WeightsFile;
  /** Files of weights beside an ONNX file, by their names. */
  readonly beside?: ReadonlyMap<string, Uint8Array>;
  /** Parsed tokenizer.json, for `loadTokenizer`. */
  readonly tokenizer: unknown;
  /** SHA-256 of the weights file, which identifies the model in documents and links. */
  readonly sha256: string;
}

export interface FolderOptions {
  /** Progress in bytes over all files that are read. */
  readonly onProgress?: (loaded: number, total: number) => void;
  readonly digest?: Digest;
}

/** Of a folder without a manifest, which does not say what it is called. */
export interface CheckpointOptions extends FolderOptions {
  /** What the model is called: a repository's id, or a folder's name. */
  readonly id: string;
  /** As the repository states it. */
  readonly licence?: string;
}

/** @throws WhylightError naming the file: 'model-broken' for wrong contents, and whatever `read` throws */
export async function loadModelFolder(read: ReadFile, options: FolderOptions = {}): Promise<ModelFolder> {
  const { digest = sha256Hex, onProgress } = options;
  const manifest = parseManifest(parseJson(await read('manifest.json'), 'manifest.json'));
  const needed = manifest.files.filter(({ path }) => path === WEIGHTS_FILE || path === TOKENIZER_FILE);
  const total = needed.reduce((sum, { bytes }) => sum + bytes, 0);
  const contents = new Map<string, Uint8Array>();
  let done = 0;
  for (const file of needed) {
    const bytes = await read(file.path, (loaded) => onProgress?.(done + loaded, total), file.bytes);
    await verify(bytes, file, digest);
    contents.set(file.path, bytes);
    done += file.bytes;
    onProgress?.(done, total);
  }
  return {
    manifest,
    weights: openSafetensors(contents.get(WEIGHTS_FILE)!, WEIGHTS_FILE),
    tokenizer: parseJson(contents.get(TOKENIZER_FILE)!, TOKENIZER_FILE),
    sha256: needed.find(({ path }) => path === WEIGHTS_FILE)!.sha256,
  };
}

async function verify(bytes: Uint8Array, file: Manifest['files'][number], digest: Digest): Promise<void> {
  refusePointer(bytes, file.path);
  if (bytes.length !== file.bytes) {
    throw new WhylightError(
      'model-broken',
      `${file.path} has ${bytes.length} bytes, and the model's manifest.json states ${file.bytes}: get the model again.`,
    );
  }
  const found = await digest(bytes);
  if (found !== file.sha256) {
    throw new WhylightError(
      'model-broken',
      `${file.path} is not the file that the model's manifest.json names (SHA-256 ${short(found)} instead of ${short(file.sha256)}): get the model again.`,
    );
  }
}

function parseJson(bytes: Uint8Array, file: string): unknown {
  refusePointer(bytes, file);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new WhylightError('model-broken', `${file} of the model is not JSON: get the model again.`);
  }
}

const short = (hex: string): string => `${hex.slice(0, 12)}…`;
