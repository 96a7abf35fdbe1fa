/**
 * Writes docs/evidence.md from results of `whylight evaluate`, and the figures among them that the page shows:
 *
 *   npx tsx node/evaluate/writeEvidence.ts --val DIR --test DIR [--slow DIR] [--sanity DIR] [--model stickers] [--keep IMPORTANCE] [--out docs]
 *
 * The bundled model's figures go where the page looks for them, another's beside its document.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { chooseImportance } from '../../src/evaluate/evidence/choice';
import { evidenceMarkdown, type ShownExample } from '../../src/evaluate/evidence/document';
import { chooseExamples } from '../../src/evaluate/evidence/examples';
import { evidenceFigures } from '../../src/evaluate/evidence/figures';
import { curveFiles } from '../../src/evaluate/files';
import type { EvaluationDocument } from '../../src/evaluate/report';
import type { SanityDocument } from '../../src/evaluate/sanity/report';
import type { Importance } from '../../src/relevance';
import { isExpected, sentenceOf } from '../errors';
import { DEFAULT_MODEL } from '../library/defaults';
import { drawExamples } from './draw';
import { JOURNAL_FILE, readJournal } from './journal';
import { BUNDLED_FIGURES, writeFigures } from './writeEvidenceFile';

/** Examples of each kind. */
const EACH = 2;

const { values } = parseArgs({
  options: {
    val: { type: 'string' },
    test: { type: 'string' },
    slow: { type: 'string' },
    sanity: { type: 'string' },
    model: { type: 'string', default: DEFAULT_MODEL },
    keep: { type: 'string' },
    out: { type: 'string', default: 'docs' },
  },
});

async function main(): Promise<void> {
  const { val: valDir, test: testDir, slow: slowDir, sanity: sanityDir, out } = values;
  if (valDir === undefined || testDir === undefined) throw new Error('Give --val DIR and --test DIR.');
  const [val, test] = [await readResult(valDir), await readResult(testDir)];
  requireControls(test, chooseImportance(val, values.keep).importance);
  const figures = path.join(out, 'figures');
  await mkdir(figures, { recursive: true });
  const curves: string[] = [];
  for (const [name, svg] of Object.entries(curveFiles(test))) {
    await writeFile(path.join(figures, `evidence-${name}`), svg);
    curves.push(`figures/evidence-${name}`);
  }
  const markdown = evidenceMarkdown({
    val,
    test,
    ...(slowDir === undefined ? {} : { slow: await readResult(slowDir) }),
    ...(sanityDir === undefined
      ? {}
      : { sanity: await readJson<SanityDocument>(path.join(sanityDir, 'sanity.json')) }),
    ...(values.keep === undefined ? {} : { kept: values.keep }),
    examples: await examplesOf(testDir, chooseImportance(val, values.keep), figures),
    curves,
    command: `npx tsx node/evaluate/writeEvidence.ts ${process.argv.slice(2).join(' ')}`,
  });
  const file = path.join(out, 'evidence.md');
  const config = await resolveConfig(file);
  await writeFile(file, await format(markdown, { ...config, parser: 'markdown' }));
  const figuresFile = values.model === DEFAULT_MODEL ? BUNDLED_FIGURES : path.join(out, 'evidence.json');
  await writeFigures(figuresFile, evidenceFigures(val, test, values.keep));
  process.stdout.write(`${file}\n${figuresFile}\n`);
}

/** Explains the examples that the records put forward again, and draws them. */
async function examplesOf(
  dir: string,
  { name, importance }: { name: string; importance: string },
  figures: string,
): Promise<ShownExample[]> {
  const journal = await readJournal(path.join(dir, JOURNAL_FILE));
  return drawExamples({
    journal,
    examples: chooseExamples(journal.records, name, 'equal', EACH),
    methods: [{ id: 'weighted', importance: importance as Importance }, { id: 'equal' }],
    figures,
    source: values.model,
    name: 'evidence-example',
  });
}

/** The controls must share the chosen importance, or they say nothing about it. */
function requireControls({ methods = {} }: EvaluationDocument, chosen: string): void {
  const other = Object.entries(methods).find(
    ([name, { importance }]) => /^(layer-mean|shuffled)/.test(name) && importance !== chosen,
  );
  if (other) {
    throw new Error(
      `The validation result chooses ${chosen}, and ${other[0]} was tested with ${other[1].importance}: evaluate the test set with --importance ${chosen}.`,
    );
  }
}

const readResult = (dir: string) => readJson<EvaluationDocument>(path.join(dir, 'result.json'));

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}

main().catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = isExpected(error) ? 2 : 1;
});
