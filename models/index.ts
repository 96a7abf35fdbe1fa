/** Models that can be opened. */
import type { ModelFiles, Runtime } from '../src/engine/architecture';
import { Model } from '../src/engine/model';
import { WhylightError } from '../src/tensor/error';
import { ARCHITECTURES, architectureById } from './architectures';

/**
 * Puts a model's files on a runtime.
 * @throws WhylightError ('model-broken') when the files do not fit each other, or nobody knows their architecture
 */
export async function openModel(
  files: ModelFiles & { readonly manifest: { readonly architecture: string } },
  runtime: Runtime,
): Promise<Model> {
  const { id, architecture } = files.manifest;
  const found = architectureById(architecture);
  if (!found)
    throw new WhylightError(
      'model-broken',
      `The model ${id} is of the architecture "${architecture}", which this Whylight does not know; it knows ${ARCHITECTURES.map((one) => one.id).join(', ')}.`,
    );
  return new Model(await found.open(files, runtime));
}
