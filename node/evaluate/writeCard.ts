/**
 * Writes the measured parts of docs/model-card.md from two results of `whylight evaluate`, between its markers:
 *
 *   npx tsx node/evaluate/writeCard.ts --test DIR --compositional DIR [--model stickers] [--out docs]
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { chooseFailures } from '../../src/evaluate/card/failures';
import {
  askedItems,
  countTable,
  familyTable,
  formTable,
  type AskedItem,
} from '../../src/evaluate/card/tables';
import type { EvaluationDocument } from '../../src/evaluate/report';
import { isExpected, sentenceOf } from '../errors';
import { DEFAULT_MODEL } from '../library/defaults';
import { drawExamples, type WithFigure } from './draw';
import { JOURNAL_FILE, readJournal } from './journal';

const FAILURES = 5;

const { values } = parseArgs({
  options: {
    test: { type: 'string' },
    compositional: { type: 'string' },
    model: { type: 'string', default: DEFAULT_MODEL },
    out: { type: 'string', default: 'docs' },
  },
});

async function main(): Promise<void> {
  const { test, compositional, out, model } = values;
  if (test === undefined || compositional === undefined)
    throw new Error('Give --test DIR and --compositional DIR.');
  const [measured, other] = [await readResult(test), await readResult(compositional)];
  const journal = await readJournal(path.join(test, JOURNAL_FILE));
  const items = askedItems(journal);
  const figures = path.join(out, 'figures');
  await mkdir(figures, { recursive: true });
  const drawn = await drawExamples({
    journal,
    examples: chooseFailures(items, FAILURES),
    methods: [{ id: 'weighted' }, { id: 'equal' }],
    figures,
    source: model,
    name: 'failure',
  });
  const file = path.join(out, 'model-card.md');
  let card = await readFile(file, 'utf8');
  card = replaced(card, 'families', familyTable(measured, other));
  card = replaced(card, 'forms', formTable(items));
  card = replaced(card, 'counts', countTable(items));
  card = replaced(card, 'failures', drawn.map(failureMarkdown).join('\n\n'));
  const config = await resolveConfig(file);
  await writeFile(file, await format(card, { ...config, parser: 'markdown' }));
  process.stdout.write(`${file}\n`);
}

const failureMarkdown = ({ question, answer, truth, family, file }: WithFigure<AskedItem>): string =>
  `**${family}**: “${question}” Answered _${answer}_, right is _${truth}_.\n\n![Weighted and equal relevance of the wrong answer ${answer}](${file})`;

/** Puts text between `<!-- NAME -->` and `<!-- /NAME -->`. @throws Error when the card has no such place */
function replaced(card: string, name: string, text: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [card.indexOf(open), card.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`The card has no place "${name}".`);
  return `${card.slice(0, from + open.length)}\n\n${text}\n\n${card.slice(to)}`;
}

const readResult = async (dir: string) =>
  JSON.parse(await readFile(path.join(dir, 'result.json'), 'utf8')) as EvaluationDocument;

main().catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = isExpected(error) ? 2 : 1;
});
