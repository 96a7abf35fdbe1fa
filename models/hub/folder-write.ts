/** Makes a model folder's files from a model in memory; what `loadModelFolder` reads. */
import type { ClipConfig } from '../clip/config';
import type { MapperConfig } from '../clipmapper/config';
import { sha256Hex, type Digest } from '../../src/weights/digest';
import { parseManifest, TOKENIZER_FILE, WEIGHTS_FILE, type Manifest } from './manifest';
import { writeSafetensors, type TensorData } from '../../src/weights/safetensors-write';

/** A model with everything that belongs to it, except what follows from the files themselves. */
export interface FolderContents {
  readonly manifest: Omit<Manifest, 'files' | 'config'> & {
    readonly config: { readonly clip: ClipConfig; readonly mapper?: MapperConfig };
  };
  readonly tensors: Iterable<TensorData>;
  /** What `tokenizer.json` holds. */
  readonly tokenizer: unknown;
}

/** Bytes of the files of a model folder by their path in it. */
export type FolderFiles = Readonly<
  Record<'manifest.json' | typeof WEIGHTS_FILE | typeof TOKENIZER_FILE, Uint8Array>
>;

/**
 * Bytes of `model.safetensors`, `tokenizer.json`, and of a `manifest.json` that states their sizes and digests.
 * @throws WhylightError ('model-broken') naming the field when the manifest would not be read again
 */
export async function packFolder(contents: FolderContents, digest: Digest = sha256Hex): Promise<FolderFiles> {
  const parts = {
    [WEIGHTS_FILE]: writeSafetensors(contents.tensors),
    [TOKENIZER_FILE]: json(contents.tokenizer),
  };
  const files = await Promise.all(
    Object.entries(parts).map(async ([path, bytes]) => ({
      path,
      bytes: bytes.length,
      sha256: await digest(bytes),
    })),
  );
  const manifest = parseManifest({ ...contents.manifest, files });
  return { ...parts, 'manifest.json': json(manifest, 2) };
}

const json = (value: unknown, indent?: number): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(value, null, indent)}\n`);
