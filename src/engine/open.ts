import type { ModelFolder } from '../../models/hub/folder';
import { createClipEngine, type ClipEngine } from './clip-engine';
import { createEngine, type ClipmapperEngine } from './engine';
import type { BackendOptions, Ort } from './runtime';

export type AnyEngine = ClipmapperEngine | ClipEngine;

/**
 * Puts a model folder on a runtime with the engine of its architecture: a CLIPmapper answers from its vocabulary, a CLIP
 * without mapper answers zero-shot. Throws a `WhylightError` when the folder's files do not fit each other.
 */
export function openEngine(ort: Ort, folder: ModelFolder, backend: BackendOptions): Promise<AnyEngine> {
  return folder.manifest.architecture === 'clip'
    ? createClipEngine(ort, folder, backend)
    : createEngine(ort, folder, backend);
}
