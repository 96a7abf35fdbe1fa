import path from 'node:path';
import type { ClipConfig } from '../../../models/clip/config';
import { clipTensors } from '../../../models/clip/tensors';
import { openFolder } from '../../../models/hub/checkpoint';
import type { Manifest } from '../../../models/hub/manifest';
import { shapeOf } from '../../../models/hub/memory';
import { WhylightError } from '../../../src/tensor/error';
import { checkTensors } from '../../../src/weights/check-tensors';
import type { WeightsFile } from '../../../src/weights/safetensors';
import { folderReader } from '../../library/folder';

/** A CLIP with all that is needed to run it. */
export interface ClipFolder {
  readonly config: ClipConfig;
  readonly weights: WeightsFile;
  /** Contents of tokenizer.json. */
  readonly tokenizer: unknown;
  readonly preprocessing: Manifest['preprocessing'];
  /** SHA-256 of the weights file. */
  readonly sha256: string;
}

/** What a Whylight folder may hold beside its CLIP, and the buffers of old checkpoints. */
const BESIDE = /^(mapper|classifier)\.|\.position_ids$/;

/** Architectures that have a CLIP in them. */
const WITH_CLIP: readonly string[] = ['clip', 'clipmapper'];

/**
 * Reads a CLIP from a Whylight folder, or from a checkpoint as it was published.
 * @throws WhylightError naming the file that is missing or unfit
 */
export async function openClip(dir: string): Promise<ClipFolder> {
  const id = path.basename(path.resolve(dir));
  const { manifest, weights, tokenizer, sha256 } = await openFolder(folderReader(dir), { id });
  if (!WITH_CLIP.includes(manifest.architecture))
    throw new WhylightError(
      'model-broken',
      `The folder "${dir}" holds a model of the architecture "${manifest.architecture}": features are taken from a CLIP, so name a CLIP's folder.`,
    );
  const config = shapeOf(manifest.config).clip;
  checkTensors(weights, clipTensors(config), BESIDE);
  return { config, weights, tokenizer, preprocessing: manifest.preprocessing, sha256 };
}
