/** One model on onnxruntime-node, in a process of its own so that its peak of memory is its own: `tsx bench/node.ts MODEL RUNS`. */
import { openModel } from '../cli/models';
import { loadRuntime } from '../cli/ort';
import { measure } from './measure';
import { isRandomModel, randomModel } from './models';
import type { Sample } from './results';

const [model = 'stickers', runs = '7', threads] = process.argv.slice(2);

const begin = performance.now();
const folder = isRandomModel(model) ? randomModel(model) : await openModel(model);
const load = performance.now() - begin;
const { ort, backend } = await loadRuntime();
const samples: Sample[] = await measure(
  ort,
  folder,
  threads === undefined ? backend : { ...backend, threads: Number(threads) },
  { runs: Number(runs), onStep: (metric) => process.stderr.write(`  ${metric}\n`) },
);
// Random weights are made, not loaded.
if (!isRandomModel(model)) samples.push({ metric: 'load', values: [load], unit: 'ms' });
// Linux counts in kilobytes, as Node says for all systems.
samples.push({ metric: 'peakMemory', values: [process.resourceUsage().maxRSS / 1024], unit: 'MB' });
process.stdout.write(JSON.stringify(samples));
