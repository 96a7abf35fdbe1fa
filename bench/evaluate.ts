/**
 * What an evaluation costs, and what dominates:
 *
 *   npx tsx bench/evaluate.ts [--model stickers] [--n 8] [--threads 2]
 *
 * Prints one JSON document; `evaluate1000` is the time for 1,000 scenes with all attention methods, from the median.
 */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { Explainer } from '../src/evaluate/explainer';
import { answerAll, seePictures } from '../src/evaluate/answering';
import { Forward } from '../node/evaluate/forward';
import { evaluatedMethods } from '../src/evaluate/methods';
import { sceneDataset } from '../src/evaluate/scenes';
import { loadAtlas } from '../node/library/atlas';
import { openModel } from '../node/library/models';
import { loadRuntime } from '../node/library/ort';
import { createEngine } from '../src/engine/engine';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'stickers' },
    n: { type: 'string', default: '8' },
    threads: { type: 'string', default: String(os.availableParallelism()) },
  },
});

const { ort, backend } = await loadRuntime();
const folder = await openModel(values.model);
const engine = await createEngine(ort, folder, { ...backend, threads: Number(values.threads) });
const forward = await Forward.create(engine.model);
const methods = evaluatedMethods(['attention'], undefined);
const explainer = new Explainer(engine, forward, { methods, startLayer: 0, permutations: 10, seed: 0 });
const n = Number(values.n) + 1; // the first warms up
const dataset = sceneDataset({ split: 'val', n, perScene: 1, seed: 0 }, await loadAtlas());

const spent: Record<string, number> = {};
watch('see');
watch('answer');
const seen = await seePictures(engine.model, forward, dataset.pictures);
const answers = await answerAll(engine.model, forward, seen);
const samples: Record<string, number[]> = {
  total: [],
  patches: [],
  mapper: [],
  rest: [],
  accumulateShare: [],
};
for (const [place, one] of seen.entries()) {
  Object.keys(spent).forEach((name) => (spent[name] = 0));
  const start = performance.now();
  const cpu = process.cpuUsage();
  await explainer.examine(one, place, 0, answers[place]![0]!);
  const total = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const image = await engine.encodeImage(one.drawn.pixels);
  const answered = await engine.answer(image, one.picture.items[0]!.question);
  const specs = methods.map(({ spec }) => spec);
  const { document } = await engine.explain(answered, {}, specs);
  answered.dispose();
  image.dispose();
  if (place === 0) continue;
  const { accumulate = 0, backward = 1 } = document.timings;
  samples.total!.push(total);
  samples.processor!.push((user + system) / 1000);
  samples.patches!.push(spent.see!);
  samples.mapper!.push(spent.answer!);
  samples.rest!.push(total - spent.see! - spent.answer!);
  samples.accumulateShare!.push(accumulate / backward);
}
explainer.dispose();
await forward.dispose();
await engine.dispose();

const row = (metric: string, numbers: readonly number[], unit: string, factor = 1) => {
  const sorted = numbers.map((value) => value * factor).sort((a, b) => a - b);
  return {
    backend: backend.provider,
    model: folder.manifest.id,
    metric,
    median: sorted[Math.floor(sorted.length / 2)],
    low: sorted[0],
    high: sorted.at(-1),
    unit,
  };
};
const results = [
  row('evaluateScene', samples.total!, 'ms'),
  row('evaluateScene.processorTime', samples.processor!, 'ms'),
  row('evaluateScene.visionTower', samples.patches!, 'ms'),
  row('evaluateScene.textAndMapper', samples.mapper!, 'ms'),
  row('evaluateScene.explainAndPlan', samples.rest!, 'ms'),
  row('accumulateShareOfBackward', samples.accumulateShare!, 'share'),
  row('evaluate1000', samples.total!, 'min', 1000 / 60_000),
];
const machine = {
  cpu: os.cpus()[0]?.model,
  cores: os.availableParallelism(),
  threads: Number(values.threads),
};
process.stdout.write(`${JSON.stringify({ machine, methods: methods.length, results }, null, 2)}\n`);

/** Adds up the time that a method of `forward` takes. */
function watch(name: 'see' | 'answer'): void {
  spent[name] = 0;
  const original = forward[name].bind(forward) as (...args: unknown[]) => Promise<unknown>;
  Object.assign(forward, {
    [name]: async (...args: unknown[]) => {
      const start = performance.now();
      try {
        return await original(...args);
      } finally {
        spent[name]! += performance.now() - start;
      }
    },
  });
}
