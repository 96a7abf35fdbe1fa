/** `npm run bench -- --json FILE`: times and memory of every model on every backend, and a table of them. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { openModel } from '../cli/models';
import { list, wholeNumber } from '../cli/options';
import { BenchPage } from './browser';
import { isRandomModel, RANDOM_MODELS, randomModel } from './models';
import { summarise, type Report, type Result, type Sample } from './results';
import { printTable } from './table';
import { encodingFlop } from './work';

const BACKENDS = ['node', 'wasm-1', 'wasm-2', 'webgpu'] as const;
type Backend = (typeof BACKENDS)[number];

const MODELS = ['stickers', ...Object.keys(RANDOM_MODELS)];

interface Options {
  readonly json?: string;
  readonly models: readonly string[];
  readonly backends: readonly string[];
  readonly runs: number;
}

const run = promisify(execFile);
const note = (text: string) => process.stderr.write(`${text}\n`);

await new Command('bench')
  .description('time and memory of the models on Node and in Chromium; WebGPU where there is a real adapter')
  .option('--json <file>', 'write the results')
  .option('--models <names>', 'comma-separated models', list, MODELS)
  .option('--backends <names>', `comma-separated, of ${BACKENDS.join(', ')}`, list, [...BACKENDS])
  .option('--runs <n>', 'runs of each metric, after one that warms up', wholeNumber(1, 1000), 7)
  .action(bench)
  .parseAsync();

async function bench({ json, models, backends, runs }: Options): Promise<void> {
  const results: Result[] = [];
  let page: BenchPage | undefined;
  try {
    for (const model of models) {
      const flop = encodingFlop(isRandomModel(model) ? randomModel(model) : await openModel(model));
      for (const backend of backends.map(known)) {
        note(`${model} on ${backend}`);
        try {
          let samples: Sample[];
          if (backend === 'node') samples = await measureNode(model, runs);
          else {
            page ??= await BenchPage.build();
            samples = await page.measure({
              model,
              runs,
              ...browserBackend(backend),
              onStep: (metric) => note(`  ${metric}`),
            });
          }
          results.push(...withRates(samples, flop).map((sample) => summarise(backend, model, sample)));
        } catch (error) {
          if (backend !== 'webgpu') throw error;
          note(`  not measured: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    }
  } finally {
    await page?.close();
  }
  const report: Report = { machine: machine(), results };
  if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
  process.stdout.write(`${printTable(report)}\n`);
}

function known(name: string): Backend {
  const found = BACKENDS.find((backend) => backend === name);
  if (found === undefined)
    throw new Error(`There is no backend "${name}"; choose from ${BACKENDS.join(', ')}.`);
  return found;
}

function browserBackend(backend: Exclude<Backend, 'node'>) {
  if (backend === 'webgpu') return { backend, threads: 1 } as const;
  return { backend: 'wasm', threads: backend === 'wasm-1' ? 1 : 2 } as const;
}

async function measureNode(model: string, runs: number): Promise<Sample[]> {
  const script = path.join(import.meta.dirname, 'node.ts');
  const { stdout } = await run(process.execPath, ['--import', 'tsx', script, model, String(runs)], {
    maxBuffer: 1 << 24,
  });
  return JSON.parse(stdout) as Sample[];
}

/** Adds the rate of image encoding, and times as multiples of one encoding in the same run. */
function withRates(samples: readonly Sample[], flop: number): Sample[] {
  const encoding = samples.find(({ metric }) => metric === 'encodeImage')!;
  const { median } = summarise('', '', encoding);
  const relative = ['answer', 'answerPerPrompt', 'explain', 'explainLast3', 'explainAll'];
  return [
    ...samples,
    { metric: 'gflops', values: encoding.values.map((ms) => flop / ms / 1e6), unit: 'GFLOP/s' },
    ...samples
      .filter(({ metric }) => relative.includes(metric))
      .map(({ metric, values }): Sample => ({
        metric: `${metric}/encodeImage`,
        values: values.map((ms) => ms / median),
        unit: 'E',
      })),
  ];
}

function machine(): Report['machine'] {
  const [first] = os.cpus();
  return {
    cpu: first?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.platform()} ${os.arch()}`,
    node: process.version,
  };
}
