/** Models that can be opened. */
import type { ModelFiles, Opener, Runtime } from '../src/engine/architecture';
import { Model } from '../src/engine/model';
import { WhylightError } from '../src/tensor/error';
import type { ArchitectureId } from './architectures';
import { captionerOpener } from './captioner/open';
import { clipOpener } from './clip/open';
import { clipmapperOpener } from './clipmapper/open';
import { imported } from './imported';
import { siglipOpener } from './siglip/open';

/** How each of the table's architectures is opened. */
const OPENERS: Readonly<Record<ArchitectureId, Opener>> = {
  clipmapper: clipmapperOpener,
  clip: clipOpener,
  siglip: siglipOpener,
  captioner: captionerOpener,
  // Reading other people's files is much code that few need.
  imported: {
    architecture: imported.id,
    open: async (...model) => (await import('./imported/open')).importedOpener.open(...model),
  },
};

/**
 * Puts a model's files on a runtime.
 * @throws WhylightError ('model-broken') when the files do not fit each other, or nobody knows their architecture
 */
export async function openModel(
  files: ModelFiles & { readonly manifest: { readonly architecture: string } },
  runtime: Runtime,
): Promise<Model> {
  const { id, architecture } = files.manifest;
  const found = Object.values(OPENERS).find((one) => one.architecture === architecture);
  if (!found)
    throw new WhylightError(
      'model-broken',
      `The model ${id} is of the architecture "${architecture}", which this Whylight does not know; it knows ${Object.keys(OPENERS).join(', ')}.`,
    );
  return new Model(await found.open(files, runtime));
}
