/** Tiny models with random weights that are ready to be asked. */
import * as ort from 'onnxruntime-node';
import { openModel } from '../../../models';
import { toyClip } from '../../../models/fixtures/clip';
import { readerOf, toyClipmapper, type ToyOptions } from '../../../models/fixtures/clipmapper';
import { loadModelFolder, type ModelFolder } from '../../../models/hub/folder';
import type { Runtime } from '../../engine/architecture';
import type { Model } from '../../engine/model';

const RUNTIME: Runtime = { ort, backend: { provider: 'cpu', threads: 1 } };

const MAKERS = { clipmapper: toyClipmapper, clip: toyClip };

/** Architectures of which there is a toy. */
export const TOYS = Object.keys(MAKERS) as (keyof typeof MAKERS)[];

export interface Toy {
  readonly model: Model;
  readonly files: ModelFolder;
  /** The same model with other weights. */
  open(files: ModelFolder): Promise<Model>;
}

export async function openToy(kind: keyof typeof MAKERS, options: ToyOptions): Promise<Toy> {
  const files = await loadModelFolder(readerOf(await MAKERS[kind](options)));
  const open = (given: ModelFolder) => openModel(given, RUNTIME);
  return { model: await open(files), files, open };
}
