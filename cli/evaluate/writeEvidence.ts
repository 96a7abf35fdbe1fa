/**
 * Writes docs/evidence.md from results of `whylight evaluate`:
 *
 *   npx tsx cli/evaluate/writeEvidence.ts --val DIR --test DIR [--slow DIR] [--sanity DIR] [--model stickers] [--out docs]
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import sharp from 'sharp';
import { createEngine } from '../../src/engine/engine';
import type { Importance } from '../../src/relevance';
import { DEFAULT_MODEL } from '../defaults';
import { isExpected, sentenceOf } from '../errors';
import { openModel } from '../models';
import { loadRuntime } from '../ort';
import { renderFigure } from '../png';
import { openDataset } from './datasets';
import { chooseImportance } from './evidence/choice';
import { evidenceMarkdown, type ShownExample } from './evidence/document';
import { chooseExamples } from './evidence/examples';
import { curveFiles } from './files';
import { JOURNAL_FILE, readJournal } from './journal';
import type { EvaluationDocument } from './report';
import type { SanityDocument } from './sanity/report';

/** Examples of each kind. */
const EACH = 2;

/** Of an example's figure, in pixels. */
const WIDTH = 1000;

const { values } = parseArgs({
  options: {
    val: { type: 'string' },
    test: { type: 'string' },
    slow: { type: 'string' },
    sanity: { type: 'string' },
    model: { type: 'string', default: DEFAULT_MODEL },
    out: { type: 'string', default: 'docs' },
  },
});

async function main(): Promise<void> {
  const { val: valDir, test: testDir, slow: slowDir, sanity: sanityDir, out } = values;
  if (valDir === undefined || testDir === undefined) throw new Error('Give --val DIR and --test DIR.');
  const [val, test] = [await readResult(valDir), await readResult(testDir)];
  requireControls(test, chooseImportance(val).importance);
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
    examples: await drawExamples(testDir, chooseImportance(val), figures, values.model),
    curves,
    command: `npx tsx cli/evaluate/writeEvidence.ts ${process.argv.slice(2).join(' ')}`,
  });
  const file = path.join(out, 'evidence.md');
  const config = await resolveConfig(file);
  await writeFile(file, await format(markdown, { ...config, parser: 'markdown' }));
  process.stdout.write(`${file}\n`);
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

/** Explains the chosen examples again and writes their figures. */
async function drawExamples(
  dir: string,
  { name, importance }: { name: string; importance: string },
  figures: string,
  source: string,
): Promise<ShownExample[]> {
  const { header, records } = await readJournal(path.join(dir, JOURNAL_FILE));
  const { dataset: dataset_, n, seed, perPicture, startLayer } = header.settings;
  const dataset = await openDataset({ name: dataset_, n, seed, perPicture });
  const { ort, backend } = await loadRuntime();
  const engine = await createEngine(ort, await openModel(source), backend);
  const shown: ShownExample[] = [];
  try {
    if (engine.info.sha256 !== header.model.sha256) {
      throw new Error(
        `The results are of model ${header.model.sha256.slice(0, 12)}, and ${source} is ${engine.info.sha256.slice(0, 12)}: name the model that was evaluated.`,
      );
    }
    for (const [number, example] of chooseExamples(records, name, 'equal', EACH).entries()) {
      const picture = dataset.pictures[example.index]!;
      const { pixels } = await picture.draw(engine.info.imageSize, engine.model.side);
      const { question } = picture.items[example.item]!;
      const image = await engine.encodeImage(pixels);
      const answered = await engine.answer(image, question);
      const methods = [{ id: 'weighted', importance: importance as Importance }, { id: 'equal' }];
      const { document } = await engine.explain(answered, {}, methods, startLayer);
      const file = `evidence-example-${number + 1}.png`;
      const figure = await renderFigure({ image: pixels, document });
      // Small enough to be kept with the document.
      await sharp(figure).resize({ width: WIDTH }).png({ palette: true }).toFile(path.join(figures, file));
      shown.push({ ...example, file: `figures/${file}`, question, answer: document.target.answer });
      answered.dispose();
      image.dispose();
    }
  } finally {
    await engine.dispose();
  }
  return shown;
}

main().catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = isExpected(error) ? 2 : 1;
});
