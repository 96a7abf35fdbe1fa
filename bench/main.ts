/** `npm run bench -- --json FILE --markdown FILE`: times and memory of every model on every backend, and tables of them. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { openModelFolder } from '../node/library/models';
import { list, wholeNumber } from '../cli/commands/options';
import { BenchPage } from './browser';
import { isRandomModel, randomModel } from './models';
import { BACKENDS, MODELS, planOf, type Backend } from './plan';
import { withRatios } from './ratios';
import { performancePage } from './report';
import { summarise, type Report, type Result, type Sample } from './results';
import { measureCode } from './size';
import { printTable } from './table';
import { encodingFlop } from './work';

interface Options {
  readonly json?: string;
  readonly markdown?: string;
  readonly from?: string;
  readonly models: readonly string[];
  readonly backends: readonly string[];
  readonly runs: number;
}

const run = promisify(execFile);
const note = (text: string) => process.stderr.write(`${text}\n`);

await new Command('bench')
  .description('time and memory of the models on Node and in Chromium; WebGPU where there is a real adapter')
  .option('--json <file>', 'write the results')
  .option('--markdown <file>', 'write the page of documentation')
  .option('--from <file>', 'measure nothing: take the results that --json wrote')
  .option('--models <names>', 'comma-separated models', list, MODELS)
  .option('--backends <names>', `comma-separated, of ${BACKENDS.join(', ')}`, list, [...BACKENDS])
  .option('--runs <n>', 'runs of each metric, after one that warms up', wholeNumber(1, 1000), 7)
  .action(async (options: Options) => {
    const { json, markdown, from } = options;
    const report =
      from === undefined ? await bench(options) : (JSON.parse(await readFile(from, 'utf8')) as Report);
    if (json !== undefined) await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
    if (markdown !== undefined) await writeFile(markdown, await performancePage(report));
    process.stdout.write(`${printTable(report)}\n`);
  })
  .parseAsync();

async function bench({ models, backends, runs }: Options): Promise<Report> {
  const plan = planOf(models, backends);
  note('page code');
  const results: Result[] = (await measureCode()).map((sample) => summarise('build', 'page', sample));
  let page: BenchPage | undefined;
  let hasGpu = true;
  try {
    for (const [model, backend] of plan) {
      if (backend === 'webgpu' && !hasGpu) continue;
      note(`${model} on ${backend}`);
      if (backend !== 'node') page ??= await BenchPage.build();
      try {
        const samples =
          backend === 'node' ? await measureNode(model, runs) : await inPage(page!, model, backend, runs);
        const flop = encodingFlop(isRandomModel(model) ? randomModel(model) : await openModelFolder(model));
        results.push(...withRatios(samples, flop).map((sample) => summarise(backend, model, sample)));
      } catch (error) {
        if (backend !== 'webgpu') throw error;
        hasGpu = false;
        note(`  not measured: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    await page?.close();
  }
  return { machine: machine(), results };
}

function inPage(
  page: BenchPage,
  model: string,
  backend: Exclude<Backend, 'node'>,
  runs: number,
): Promise<Sample[]> {
  const onStep = (metric: string) => note(`  ${metric}`);
  if (backend === 'webgpu') return page.measure({ model, runs, backend, threads: 1, onStep });
  return page.measure({ model, runs, backend: 'wasm', threads: backend === 'wasm-1' ? 1 : 2, onStep });
}

async function measureNode(model: string, runs: number): Promise<Sample[]> {
  const script = path.join(import.meta.dirname, 'node.ts');
  const { stdout } = await run(process.execPath, ['--import', 'tsx', script, model, String(runs)], {
    maxBuffer: 1 << 24,
  });
  return JSON.parse(stdout) as Sample[];
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
