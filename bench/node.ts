/** One model on onnxruntime-node, in a process of its own so that its peak of memory is its own: `tsx bench/node.ts MODEL RUNS`. */
import { openModelFolder } from '../node/library/models';
import { loadRuntime } from '../node/library/ort';
import { AS_IT_BEGINS, measure } from './measure';
import { isLowMemory, isRandomModel, randomModel } from './models';
import type { Sample } from './results';

const [model = 'stickers', runs = '7', threads] = process.argv.slice(2);

const begin = performance.now();
const folder = isRandomModel(model) ? randomModel(model) : await openModelFolder(model);
const load = performance.now() - begin;
const peaks: Record<string, number> = {};
/** Megabytes; the system counts in units of 1024 bytes. */
const peak = () => (process.resourceUsage().maxRSS * 1024) / 1e6;
const { ort, backend } = await loadRuntime();
const samples: Sample[] = await measure(
  ort,
  folder,
  {
    ...backend,
    ...(threads === undefined ? {} : { threads: Number(threads) }),
    ...(isLowMemory(model) ? { optimize: false } : {}),
  },
  {
    runs: Number(runs),
    onStep: (step) => {
      if (step === AS_IT_BEGINS) peaks.peakMemory = peak();
      else process.stderr.write(`  ${step}\n`);
    },
  },
);
// Random weights are made, not loaded.
if (!isRandomModel(model)) samples.push({ metric: 'load', values: [load], unit: 'ms' });
peaks.peakMemoryAll = peak();
for (const [metric, value] of Object.entries(peaks)) samples.push({ metric, values: [value], unit: 'MB' });
process.stdout.write(JSON.stringify(samples));
