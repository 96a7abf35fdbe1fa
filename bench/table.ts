/** Results as a table in Markdown: a row a metric, a column a backend, a table a model. */
import type { Report, Result } from './results';

/** What each metric is, in the order of the rows. */
export const METRICS: Readonly<Record<string, string>> = {
  load: 'load: files to memory, digests checked',
  createSession: 'sessions made and warmed up',
  longestSession: 'longest time the worker stands still for a session',
  encodeImage: 'encode an image (E)',
  encodeNetwork: 'of which the network',
  answer: 'question → answer',
  answerPerPrompt: 'each prompt not asked before',
  explain: 'question → both maps, all blocks',
  explainLast3: 'question → both maps, last three blocks',
  explainAll: 'question → all attention methods',
  'answer/encodeImage': 'question → answer',
  'answerPerPrompt/encodeImage': 'each prompt not asked before',
  'explain/encodeImage': 'question → both maps, all blocks',
  'explainLast3/encodeImage': 'question → both maps, last three blocks',
  'explainAll/encodeImage': 'question → all attention methods',
  gflops: 'rate of the network while it encodes',
  matmulGflops: 'best matrix product of the backend',
  'gflops/matmulGflops': 'of the best matrix product',
  peakMemory: 'peak memory, up to the maps that the page begins with',
  peakMemoryAll: 'peak memory, after all blocks and methods',
  codePage: 'page: entry, what it imports, styles',
  codeWorkers: 'worker, runtime’s JavaScript, service worker',
  codeFirst: 'first load, together',
  codeLater: 'fetched by a click: tour, editor, charts, …',
};

export function printTable({ machine, results }: Report): string {
  const facts = Object.entries(machine).map(([name, value]) => `${name} ${value}`);
  const models = [...new Set(results.map(({ model }) => model))];
  return [facts.join(', '), ...models.map((model) => modelTable(model, results))].join('\n\n');
}

function modelTable(model: string, all: readonly Result[]): string {
  const results = all.filter((result) => result.model === model);
  const backends = [...new Set(results.map(({ backend }) => backend))];
  const rows = Object.entries(METRICS).flatMap(([metric, label]) => {
    const cells = backends.map((backend) =>
      results.find((result) => result.backend === backend && result.metric === metric),
    );
    if (cells.every((cell) => cell === undefined)) return [];
    return [
      [`${label} (${cells.find(Boolean)!.unit})`, ...cells.map((cell) => (cell ? cellText(cell) : '–'))],
    ];
  });
  return [
    `### ${model}`,
    '',
    row(['', ...backends]),
    row(['---', ...backends.map(() => '---:')]),
    ...rows.map(row),
  ].join('\n');
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Median, and the range of the runs where it says something. */
function cellText({ median, low, high }: Result): string {
  const range = high > low ? ` (${short(low)}–${short(high)})` : '';
  return `${short(median)}${range}`;
}

function short(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
