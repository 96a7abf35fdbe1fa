import { captionerTensors } from '../../../models/captioner/tensors';
import type { CaptionerConfig } from '../../../models/captioner/config';
import type { FolderContents } from '../../../models/hub/folder-write';
import type { ModelFolder } from '../../../models/hub/folder';
import { readTensorF32 } from '../../../src/weights/values';
import { halfTensors, type About } from '../export';

/**
 * A captioner as a model folder in half precision: towers, tokenizer and preprocessing of the model that it stands on, as
 * they are, and the mapper and head that were learned.
 *
 * @param learned values of a tensor by name; undefined for what was not learned
 */
export const captionerContents = (
  towers: ModelFolder,
  config: CaptionerConfig,
  learned: (name: string) => Float32Array | undefined,
  about: About,
): FolderContents => ({
  manifest: {
    schema: 1,
    ...about,
    architecture: 'captioner',
    config,
    answers: [],
    tokenizer: 'tokenizer.json',
    preprocessing: towers.manifest.preprocessing,
  },
  tensors: halfTensors(
    captionerTensors(config),
    (name) => learned(name) ?? readTensorF32(towers.weights, name),
  ),
  tokenizer: towers.tokenizer,
});
