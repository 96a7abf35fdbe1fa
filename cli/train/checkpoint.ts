import { readFile, rename, writeFile } from 'node:fs/promises';
import { openSafetensors } from '../../models/hub/safetensors';
import { readTensorF32 } from '../../models/hub/values';
import { writeSafetensors } from '../../models/hub/safetensors-write';
import type { AdamW } from '../../models/train/adamw';
import type { Parameters } from '../../models/train/parameters';

/** Everything that training needs to go on exactly: parameters, moments, and which step comes next. */
export interface CheckpointState {
  readonly nextStep: number;
  readonly optimizerStep: number;
  /** Settings that must be the same for the run to be the same. */
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

/** Reads a checkpoint into parameters and moments that exist already; throws, naming the tensor, when they differ. */
export async function loadCheckpoint(
  path: string,
  parameters: Parameters,
  optimizer: AdamW,
): Promise<CheckpointState> {
  const weights = openSafetensors(await readFile(path), path);
  for (const [name, { data }] of parameters) {
    const moments = optimizer.moments.get(name)!;
    data.set(readTensorF32(weights, name));
    moments.first.set(readTensorF32(weights, `first ${name}`));
    moments.second.set(readTensorF32(weights, `second ${name}`));
  }
  const state = JSON.parse(weights.metadata.state ?? '{}') as CheckpointState;
  optimizer.step = state.optimizerStep;
  return state;
}

/** Copies the parameters that a file has and this model knows; returns the names that the file lacks or has in another shape. */
export async function warmStart(path: string, parameters: Parameters): Promise<string[]> {
  const weights = openSafetensors(await readFile(path), path);
  const missing: string[] = [];
  for (const [name, { shape, data }] of parameters) {
    const found = weights.tensors.get(name);
    const fits = found !== undefined && found.shape.join() === shape.join();
    if (fits) data.set(readTensorF32(weights, name));
    else missing.push(name);
  }
  return missing;
}
