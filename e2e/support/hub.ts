/** A hub on another origin, with models that a script makes, and what a person does in the choice of models. */
import { expect, type Page } from '@playwright/test';
import { huggingFaceFiles, json, type Files } from '../../models/hub/testing/published';
import { startHub, type LoopbackHub } from '../../models/hub/testing/loopbackHub';

export { startHub, type LoopbackHub };

const README = new TextEncoder().encode('---\nlicense: mit\n---\n# A toy\n');

/** A checkpoint as Hugging Face publishes it, small: random weights, and a licence on its page. */
export const TOY: Files = {
  ...huggingFaceFiles({ seed: 61, visionLayers: 4, textLayers: 3, maxTokens: 24 }),
  'README.md': README,
};

const weights = TOY['model.safetensors']!;

/** The toy with another header in its weights file; the bytes of the tensors stay. */
function withHeader(
  change: (header: Record<string, { dtype: string; shape: number[]; data_offsets: number[] }>) => unknown,
): Files {
  const length = Number(new DataView(weights.buffer, weights.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(weights.subarray(8, 8 + length))) as Parameters<
    typeof change
  >[0];
  const changed = change(header);
  const text = new TextEncoder().encode(typeof changed === 'string' ? changed : JSON.stringify(changed));
  const file = new Uint8Array(8 + text.length + weights.length - 8 - length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(weights.subarray(8 + length), 8 + text.length);
  return { ...TOY, 'model.safetensors': file };
}

const NORM = 'vision_model.pre_layrnorm.weight';
const config = JSON.parse(new TextDecoder().decode(TOY['config.json'])) as { vision_config: object };
const beyond = weights.slice();
new DataView(beyond.buffer).setBigUint64(0, 2n ** 40n, true);

/** Repositories that are no models, each with what the page must say. */
export const BROKEN: Readonly<Record<string, { readonly files: Files; readonly said: RegExp }>> = {
  'bad/cut-off': {
    files: { ...TOY, 'model.safetensors': weights.slice(0, weights.length - 100) },
    said: /beyond the file's end/,
  },
  'bad/header-length': { files: { ...TOY, 'model.safetensors': beyond }, said: /header/ },
  'bad/duplicate': {
    files: withHeader((header) =>
      JSON.stringify(header).replace('{', `{"${NORM}":${JSON.stringify(header[NORM])},`),
    ),
    said: /twice in its header/,
  },
  'bad/overlap': {
    files: withHeader((header) => {
      const { data_offsets } = Object.values(header)[1]!;
      return {
        ...header,
        surplus: { dtype: 'F32', shape: [1], data_offsets: [data_offsets[0], data_offsets[0]! + 4] },
      };
    }),
    said: /overlaps/,
  },
  'bad/shape': {
    files: withHeader((header) => ({ ...header, [NORM]: { ...header[NORM]!, shape: [2 ** 40, 2 ** 40] } })),
    said: /pre_layrnorm/,
  },
  'bad/missing': {
    files: withHeader(({ [NORM]: norm, ...header }) => ({ ...header, 'vision_model.odd': norm! })),
    said: /1 missing \(vision_model\.pre_layrnorm\.weight\); 1 surplus \(vision_model\.odd\)/,
  },
  'bad/dtype': {
    files: withHeader((header) => ({ ...header, [NORM]: { ...header[NORM]!, dtype: 'I32' } })),
    said: /not floating-point/,
  },
  'bad/unfit': {
    files: {
      ...TOY,
      'config.json': json({ ...config, vision_config: { ...config.vision_config, num_hidden_layers: 5 } }),
    },
    said: /missing/,
  },
  'bad/architecture': {
    files: { ...TOY, 'config.json': json({ model_type: 'blip' }) },
    said: /architecture "blip"/,
  },
  'bad/page': {
    files: { ...TOY, 'config.json': new TextEncoder().encode('<!doctype html><p>No</p>') },
    said: /web page/,
  },
  'bad/none': { files: {}, said: /no manifest\.json/ },
};

export const modelButton = (page: Page) => page.getByRole('button', { name: /^Model: / });
export const panel = (page: Page) => page.getByRole('dialog', { name: 'Models' });

/** Opens the choice of models, unless it is open. */
export async function openModels(page: Page): Promise<void> {
  if (!(await panel(page).isVisible())) await modelButton(page).click();
  await expect(panel(page).getByRole('list', { name: 'Models on offer' }).getByRole('listitem')).toHaveCount(
    5,
  );
}

/** Types a repository's name and asks its hub about it. */
export async function lookUp(page: Page, id: string, revision = 'abc123'): Promise<void> {
  await openModels(page);
  await panel(page).getByRole('textbox', { name: 'Repository or address' }).fill(id);
  await panel(page).getByRole('textbox', { name: 'Revision' }).fill(revision);
  await panel(page)
    .getByRole('button', { name: /^Look it up/ })
    .click();
}

/** The button that fetches the model whose details are open. */
export const downloadButton = (page: Page) => panel(page).getByRole('button', { name: /^Download from / });

/** Chooses the toy checkpoint from this device, as a person would, and waits until it is in use. */
export async function useLocalFiles(
  page: Page,
  folder: Readonly<Record<string, Uint8Array>> = TOY,
): Promise<void> {
  await openModels(page);
  const chooser = page.waitForEvent('filechooser');
  await panel(page).getByRole('button', { name: 'Choose files' }).click();
  const files = Object.entries(folder).map(([path, bytes]) => ({
    // Chosen one by one, files have lost their folder.
    name: path.slice(path.lastIndexOf('/') + 1),
    mimeType: '',
    buffer: Buffer.from(bytes),
  }));
  await (await chooser).setFiles(files);
  await expect(modelButton(page)).toHaveAccessibleName('Model: local files');
}
