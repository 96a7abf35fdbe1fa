/**
 * Reads the page's figures back out of `docs/evidence.md`, for models whose raw results are no longer at hand. Tables are
 * found by their headings and their first columns, so another section between them changes nothing.
 */
import type { Comparison } from '../comparisons';
import {
  figure,
  FIGURES_SCHEMA,
  importanceOf,
  isShown,
  lost,
  measuredMethod,
  type EvidenceFigures,
  type MeasuredMethod,
} from './figures';

type Row = Readonly<Record<string, string>>;

/**
 * The figures in the document: the same as `evidenceFigures` makes of the results that it was written from.
 *
 * @throws Error that says what is missing when this is no such document
 */
export function figuresFromMarkdown(text: string): EvidenceFigures {
  const [patches, words] = tables(section(text, 'All methods'));
  const [truth] = tables(section(text, 'Ground truth', 'optional'));
  const [tests] = tables(section(text, 'Paired tests'));
  if (!patches || !words || !tests) throw missing('tables of all methods and paired tests');
  const methods = patches.map((row) => {
    const label = row.method!;
    const beside = rowOf(words, label);
    const objects = truth?.find(({ method }) => method === label);
    return {
      ...methodOf(label),
      ...(objects ? { objects: figure(...estimateOf(objects, 'mass')) } : {}),
      patches: lost(...estimateOf(row, 'positive ↓ fine grid')),
      words: lost(...estimateOf(beside, 'positive ↓ word by word')),
    };
  });
  const measured = (name: string): MeasuredMethod => {
    const alone = measuredMethod(name);
    const { importance } = methods.find(({ id }) => id === name) ?? alone;
    return importance === undefined ? alone : { id: alone.id, importance };
  };
  return {
    schema: FIGURES_SCHEMA,
    ...provenanceOf(section(text, 'Does weighted beat equal?')),
    recommended: { id: 'weighted', importance: chosenIn(section(text, 'The default importance')) },
    methods,
    comparisons: tests.map(comparisonOf).flatMap((test) =>
      isShown(test)
        ? [
            {
              metric: test.metric,
              method: measured(test.method),
              against: measured(test.against),
              n: test.n,
              difference: test.difference,
              interval: test.interval,
              favours: test.favours,
              holm: test.holm,
            },
          ]
        : [],
    ),
  };
}

/** What stands under a heading of the second order. */
function section(text: string, title: string, need: 'required' | 'optional' = 'required'): string {
  const found = text.split(/^## /m).find((part) => part.startsWith(`${title}\n`));
  if (found === undefined && need === 'required') throw missing(`section “${title}”`);
  return found ?? '';
}

/** Every table of a section, a row by the names of its columns. */
function tables(text: string): Row[][] {
  const blocks = text.match(/(?:^\|.*\|$\n?)+/gm) ?? [];
  return blocks.map((block) => {
    const [head = [], , ...rows] = block.trim().split('\n').map(cells);
    return rows.map((row) => Object.fromEntries(head.map((name, n) => [name, row[n] ?? ''])));
  });
}

const cells = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

function rowOf(rows: readonly Row[], label: string): Row {
  const found = rows.find(({ method }) => method === label);
  if (!found) throw missing(`row “${label}”`);
  return found;
}

/** “convex (norm-ln)”, “weighted-norm-ln”, “equal” */
function methodOf(label: string): MeasuredMethod {
  const [, name = label, importance] = /^(.*?)(?: \((.*)\))?$/.exec(label) ?? [];
  return measuredMethod(name, importance);
}

/** “0.414 [0.374, 0.452]” */
function estimateOf(row: Row, column: string): [value: number, interval: readonly [number, number]] {
  const numbers = /^(-?[\d.]+) \[(-?[\d.]+), (-?[\d.]+)\]$/.exec(row[column] ?? '')?.slice(1);
  const [value, low, high] = (numbers ?? []).map((text) => Number(text) + 0);
  if (value === undefined || low === undefined || high === undefined) throw missing(`column “${column}”`);
  return [value, [low, high]];
}

function comparisonOf(row: Row): Omit<Comparison, 'p'> {
  const { metric = '', method = '', against = '', 'in favour of': favoured } = row;
  const [difference, interval] = estimateOf(row, 'difference');
  const favours = favoured === method ? 'method' : favoured === against ? 'against' : 'neither';
  return {
    metric,
    method,
    against,
    n: Number(row.n),
    difference,
    interval,
    favours,
    holm: Number(row['p (Holm)']),
  };
}

function chosenIn(text: string) {
  const chosen = /^Chosen on .*?: `([^`]+)`/m.exec(text)?.[1];
  if (chosen === undefined) throw missing('importance that was chosen');
  return importanceOf(chosen);
}

type Provenance = Pick<EvidenceFigures, 'model' | 'dataset' | 'n' | 'pictures' | 'seed' | 'command'>;

function provenanceOf(text: string): Provenance {
  const line =
    /^(\S+), n = (\d+) questions on (\d+) pictures, seed (\d+), model (\S+) with SHA-256 ([0-9a-f]{64}),.*Command: `(.*)`$/m;
  const [, dataset, n, pictures, seed, id, sha256, command] = line.exec(text) ?? [];
  if (!dataset || !id || !sha256 || command === undefined) throw missing('line that says what was measured');
  return {
    model: { id, sha256 },
    dataset,
    n: Number(n),
    pictures: Number(pictures),
    seed: Number(seed),
    command,
  };
}

const missing = (what: string): Error =>
  new Error(`This is no document of evidence as \`writeEvidence\` makes it: it lacks the ${what}.`);
