import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import type { EvidenceFigures } from '../../src/evaluate/evidence/figures';
import { DEFAULT_MODEL } from '../library/defaults';

/** Where the page looks for the figures of the bundled model. */
export const BUNDLED_FIGURES = `public/models/${DEFAULT_MODEL}/evidence.json`;

/** Writes figures in the form that the repository keeps its files in. */
export async function writeFigures(file: string, figures: EvidenceFigures): Promise<void> {
  const config = await resolveConfig(file);
  await writeFile(file, await format(JSON.stringify(figures), { ...config, parser: 'json' }));
}
