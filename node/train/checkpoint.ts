import { readFile, rename, writeFile } from 'node:fs/promises';
import { openSafetensors } from '../../src/weights/safetensors';
import { WhylightError } from '../../src/tensor/error';
import { readTensorF32 } from '../../src/weights/values';
import { writeSafetensors } from '../../src/weights/safetensors-write';
import type { AdamW } from '../../src/train/adamw';
import type { Parameters } from '../../src/train/parameters';

/** Everything that training needs to go on exactly: parameters, moments, and which step comes next. */
export interface CheckpointState {
  readonly nextStep: number;
  readonly optimizerStep: number;
  /** Settings that must be the same for the run to be the same, as JSON. */
  readonly settings: string;
}

/** Writes a checkpoint as one safetensors file; a crash while writing leaves the old one whole. */
export async function saveCheckpoint(
  path: string,
  parameters: Parameters,
  optimizer: AdamW,
  state: CheckpointState,
): Promise<void> {
  const tensors = [...parameters].flatMap(([name, { shape, data }]) => {
    const { first, second } = optimizer.moments.get(name)!;
    return [
      { name, dtype: 'float32' as const, shape, data },
      { name: `first ${name}`, dtype: 'float32' as const, shape, data: first },
      { name: `second ${name}`, dtype: 'float32' as const, shape, data: second },
    ];
  });
  const bytes = writeSafetensors(tensors, { state: JSON.stringify(state) });
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
}

/**
 * Reads a checkpoint into parameters and moments that exist already.
 * @throws WhylightError ('bad-input') naming the tensor that is missing or of another shape
 */
export async function loadCheckpoint(
  path: string,
  parameters: Parameters,
  optimizer: AdamW,
): Promise<CheckpointState> {
  const weights = openSafetensors(await readFile(path), path);
  const read = (name: string, shape: readonly number[]): Float32Array => {
    const found = weights.tensors.get(name);
    if (found?.shape.join() !== shape.join()) {
      throw new WhylightError(
        'bad-input',
        `The checkpoint ${path} ${found ? `has "${name}" of shape [${found.shape.join(', ')}]` : `has no "${name}"`}, and this training needs it of shape [${shape.join(', ')}]: go on with the settings it was made with, or start anew in another folder.`,
      );
    }
    return readTensorF32(weights, name);
  };
  for (const [name, { shape, data }] of parameters) {
    const moments = optimizer.moments.get(name)!;
    data.set(read(name, shape));
    moments.first.set(read(`first ${name}`, shape));
    moments.second.set(read(`second ${name}`, shape));
  }
  const state = readState(path, weights.metadata.state);
  optimizer.step = state.optimizerStep;
  return state;
}

function readState(path: string, json: string | undefined): CheckpointState {
  const state = JSON.parse(json ?? '{}') as Partial<CheckpointState>;
  const { nextStep, optimizerStep, settings } = state;
  if (nextStep === undefined || optimizerStep === undefined || settings === undefined) {
    throw new WhylightError('bad-input', `${path} is no checkpoint of a training: it has weights only.`);
  }
  return { nextStep, optimizerStep, settings };
}

/**
 * Copies the parameters that a file has and this model knows; returns the names that the file lacks or has in another shape.
 * A table that has grown at its end, as the classifier's does with new answers, takes over the rows that the file has.
 */
export async function warmStart(path: string, parameters: Parameters): Promise<string[]> {
  const weights = openSafetensors(await readFile(path), path);
  const missing: string[] = [];
  for (const [name, { shape, data }] of parameters) {
    const found = weights.tensors.get(name);
    const fits =
      found?.shape.length === shape.length &&
      found.shape.slice(1).join() === shape.slice(1).join() &&
      (found.shape[0] ?? 1) <= (shape[0] ?? 1);
    if (fits) data.set(readTensorF32(weights, name));
    else missing.push(name);
  }
  return missing;
}
