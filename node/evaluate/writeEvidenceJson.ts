/**
 * Writes the figures that the page shows beside methods, read from docs/evidence.md alone. `writeEvidence.ts` writes them
 * from results; this is for when the results are no longer there, and gives the same file:
 *
 *   npx tsx node/evaluate/writeEvidenceJson.ts [--evidence docs/evidence.md] [--figures public/models/stickers/evidence.json]
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { figuresFromMarkdown } from '../../src/evaluate/evidence/read';
import { isExpected, sentenceOf } from '../errors';
import { BUNDLED_FIGURES, writeFigures } from './writeEvidenceFile';

const { values } = parseArgs({
  options: {
    evidence: { type: 'string', default: 'docs/evidence.md' },
    figures: { type: 'string', default: BUNDLED_FIGURES },
  },
});

async function main(): Promise<void> {
  await writeFigures(values.figures, figuresFromMarkdown(await readFile(values.evidence, 'utf8')));
  process.stdout.write(`${values.figures}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = isExpected(error) ? 2 : 1;
});
