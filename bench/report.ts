/** `npx tsx bench/report.ts FILE`: writes docs/performance.md from the results of `npm run bench -- --json FILE`. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import type { Report } from './results';
import { printTable } from './table';

/** What is aimed for: a ratio or a number of one metric on one backend and model. */
interface Goal {
  readonly text: string;
  readonly model: string;
  readonly backend: RegExp;
  readonly atMost: number;
  readonly unit: string;
  /** The measured figure, from medians by metric; undefined when a metric was not measured. */
  readonly figure: (median: (metric: string) => number) => number;
}

/** A prompt not asked before may cost this share of an image encoding on top. */
const PROMPT = 0.12;

const ANY = /./;
const WASM = /^wasm/;
const GOALS: readonly Goal[] = [
  {
    text: 'zero-shot answer, prompts known: at most 0.05 E',
    model: 'vit-b-32',
    backend: ANY,
    atMost: 0.05,
    unit: 'E',
    figure: (median) => median('answer/encodeImage'),
  },
  {
    text: `each prompt not asked before: at most ${PROMPT} E`,
    model: 'vit-b-32',
    backend: ANY,
    atMost: PROMPT,
    unit: 'E',
    figure: (median) => median('answerPerPrompt/encodeImage'),
  },
  {
    text: 'zero-shot, both maps, all blocks: at most 1.2 E',
    model: 'vit-b-32',
    backend: ANY,
    atMost: 1.2,
    unit: 'E',
    figure: (median) => median('explain/encodeImage'),
  },
  {
    text: 'zero-shot, both maps, last three blocks: at most 0.45 E',
    model: 'vit-b-32',
    backend: ANY,
    atMost: 0.45,
    unit: 'E',
    figure: (median) => median('explainLast3/encodeImage'),
  },
  {
    text: 'mapper, question → answer: at most 0.35 E',
    model: 'vit-b-32-mapper',
    backend: ANY,
    atMost: 0.35,
    unit: 'E',
    figure: (median) => median('answer/encodeImage'),
  },
  {
    text: 'mapper, both maps: at most 1.7 E',
    model: 'vit-b-32-mapper',
    backend: ANY,
    atMost: 1.7,
    unit: 'E',
    figure: (median) => median('explain/encodeImage'),
  },
  {
    text: 'image encoding: at most 1/0.75 of the time at the rate of the best matrix product',
    model: 'vit-b-32',
    backend: /^node$/,
    atMost: 1 / 0.75,
    unit: '×',
    figure: (median) => median('matmulGflops') / median('gflops'),
  },
  {
    text: 'peak memory of the page: under 2.2 GB',
    model: 'vit-b-32',
    backend: WASM,
    atMost: 2.2 * 1024,
    unit: 'MB',
    figure: (median) => median('peakMemory'),
  },
  {
    text: 'bundled model, question → answer: under 40 ms',
    model: 'stickers',
    backend: /^wasm-2$/,
    atMost: 40,
    unit: 'ms',
    figure: (median) => median('answer'),
  },
  {
    text: 'bundled model, question → both maps: under 100 ms',
    model: 'stickers',
    backend: /^wasm-2$/,
    atMost: 100,
    unit: 'ms',
    figure: (median) => median('explain'),
  },
];

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write(
    'Name a results file: npx tsx bench/report.ts FILE (made by npm run bench -- --json FILE).\n',
  );
  process.exit(2);
}
const report = JSON.parse(await readFile(file, 'utf8')) as Report;
const target = path.join(import.meta.dirname, '../docs/performance.md');
await writeFile(target, await format(page(report), { parser: 'markdown', printWidth: 120 }));
process.stderr.write(`${target} is written.\n`);

function page(given: Report): string {
  return `# Performance

This page is written by \`npx tsx bench/report.ts FILE\` from what \`npm run bench -- --json FILE\` measured; change it there.

Medians, with the range of the runs in brackets. **E** is the time of one image encoding in the same run: ratios to it
hold on other machines, times do not. Models other than \`stickers\` have random weights at the full size of CLIP
ViT-B/32 and ViT-B/16, in float32; \`vit-b-32-mapper\` has a mapper of three layers, 512 wide, with 100 answers. Images are
encoded beforehand, prompts and questions have twelve tokens. \`wasm-1\` and \`wasm-2\` are Chromium with one and two
threads; \`webgpu\` stands here only where the browser has a real graphics adapter. Peak memory is of the process: in a browser
that of the page with its worker. Rates count the matrix products alone, over the whole time of an encoding, resizing included.

## What was aimed for

| aim | backend | measured | |
| --- | --- | ---: | --- |
${GOALS.flatMap((goal) => goalRows(goal, given)).join('\n')}

## All figures

${printTable(given)}
`;
}

function goalRows({ text, model, backend, atMost, unit, figure }: Goal, { results }: Report): string[] {
  const backends = new Set(
    results.filter((result) => result.model === model).map((result) => result.backend),
  );
  return [...backends]
    .filter((name) => backend.test(name))
    .map((name) => {
      const value = figure(
        (metric) =>
          results.find((r) => r.model === model && r.backend === name && r.metric === metric)?.median ?? NaN,
      );
      if (Number.isNaN(value)) return `| ${text} | ${name} | not measured | |`;
      const verdict = value <= atMost ? 'reached' : `missed by ${Math.round((value / atMost - 1) * 100)} %`;
      return `| ${text} | ${name} | ${value.toFixed(value < 10 ? 2 : 0)} ${unit} | ${verdict} |`;
    });
}
