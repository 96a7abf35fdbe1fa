/** The weights of a published checkpoint: one safetensors file, or several that an index lists. */
import * as v from 'valibot';
import { WhylightError } from '../../src/tensor/error';
import { quoted } from '../../src/tensor/quote';
import { openSafetensors, type TensorInfo, type WeightsFile } from '../../src/weights/safetensors';
import type { ReadFile } from './folder';
import { json } from './json';
import { WEIGHTS_FILE } from './manifest';
import { ifThere } from './missing';
import { refusePointer } from './pointer';

/** Names under which weights are published in one file. */
export const WEIGHTS_FILES: readonly string[] = [
  WEIGHTS_FILE,
  'open_clip_model.safetensors',
  'open_clip_pytorch_model.safetensors',
];

/** What lists the files of weights in several. */
const INDEXES: readonly string[] = WEIGHTS_FILES.map((file) => `${file}.index.json`);

const MOST_PARTS = 1000;

const INDEX = v.object({
  weight_map: v.record(
    v.string(),
    v.pipe(v.string(), v.regex(/^[\w-][\w.-]*\.safetensors$/, 'must be the name of a safetensors file')),
  ),
});

/**
 * All weights as one file. Of several the bytes stand one after the other in the order of their names, and the SHA-256 of
 * the whole is the model's (`cat model-*.safetensors | sha256sum`).
 * @param onBytes told the bytes read so far, over all files
 * @throws WhylightError ('model-broken') naming the file or tensor; whatever `read` throws
 */
export async function readWeights(
  read: ReadFile,
  onBytes: (loaded: number) => void = () => undefined,
): Promise<WeightsFile> {
  for (const file of WEIGHTS_FILES) {
    const bytes = await ifThere(read(file, onBytes));
    if (bytes === undefined) continue;
    refusePointer(bytes, file);
    return openSafetensors(bytes, file);
  }
  for (const index of INDEXES) {
    const bytes = await ifThere(read(index));
    if (bytes !== undefined)
      return joined(await readParts(read, partsOf(json(bytes, index), index), onBytes));
  }
  throw new WhylightError(
    'model-broken',
    `The model has no ${WEIGHTS_FILES.slice(0, 2).join(' or ')}: weights are read in the safetensors format only, as pickled ones (pytorch_model.bin) would run code that lies in the file, so choose a repository or folder that offers it.`,
  );
}

function partsOf(index: unknown, file: string): readonly string[] {
  const parsed = v.safeParse(INDEX, index, { abortPipeEarly: true });
  if (!parsed.success)
    throw broken(
      `${file} is no list of weights (${v.getDotPath(parsed.issues[0]) ?? 'its top'}: ${parsed.issues[0].message})`,
    );
  const parts = [...new Set(Object.values(parsed.output.weight_map))].sort();
  if (parts.length === 0) throw broken(`${file} lists no weights`);
  if (parts.length > MOST_PARTS)
    throw broken(`${file} lists ${parts.length} files, at most ${MOST_PARTS} are read`);
  return parts;
}

async function readParts(
  read: ReadFile,
  parts: readonly string[],
  onBytes: (loaded: number) => void,
): Promise<WeightsFile[]> {
  const files: WeightsFile[] = [];
  let done = 0;
  for (const part of parts) {
    const bytes = await read(part, (loaded) => onBytes(done + loaded));
    refusePointer(bytes, part);
    files.push(openSafetensors(bytes, part));
    done += bytes.length;
  }
  return files;
}

function joined(files: readonly WeightsFile[]): WeightsFile {
  const bytes = new Uint8Array(files.reduce((sum, file) => sum + file.bytes.length, 0));
  const tensors = new Map<string, TensorInfo>();
  let at = 0;
  for (const file of files) {
    bytes.set(file.bytes, at);
    for (const [name, info] of file.tensors) {
      if (tensors.has(name)) throw broken(`The tensor ${quoted(name)} stands in two of the weights' files`);
      tensors.set(name, { ...info, offset: info.offset + at });
    }
    at += file.bytes.length;
  }
  return { bytes, tensors, dataOffset: 0, metadata: {} };
}

const broken = (problem: string): WhylightError =>
  new WhylightError('model-broken', `${problem}: get the model's files again from one place.`);
