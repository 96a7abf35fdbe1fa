/**
 * What an evaluation costs, and what dominates:
 *
 *   npx tsx bench/evaluate.ts [--model stickers] [--n 8] [--threads 2]
 *
 * Prints one JSON document; `evaluate1000` is the time for 1,000 scenes with all attention methods, from the median.
 */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { openModel } from '../models';
import { loadAtlas } from '../node/library/atlas';
import { openModelFolder } from '../node/library/models';
import { loadRuntime } from '../node/library/ort';
import type { SeenTogether } from '../src/engine/forward';
import { answerAll, seePictures, type SeenPicture } from '../src/evaluate/answering';
import { Explainer } from '../src/evaluate/explainer';
import { evaluatedMethods } from '../src/evaluate/methods';
import { sceneDataset } from '../src/evaluate/scenes';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'stickers' },
    n: { type: 'string', default: '8' },
    threads: { type: 'string', default: String(os.availableParallelism()) },
  },
});

const { ort, backend } = await loadRuntime();
const folder = await openModelFolder(values.model);
const model = await openModel(folder, { ort, backend: { ...backend, threads: Number(values.threads) } });
const forward = await model.forward();
const methods = evaluatedMethods(['attention'], undefined, model.facts.offers);
const explainer = new Explainer(model, { methods, startLayer: 0, permutations: 10, seed: 0 });
const n = Number(values.n) + 1; // the first warms up
const dataset = sceneDataset({ split: 'val', n, perScene: 1, seed: 0 }, await loadAtlas());

const spent = { patches: 0, words: 0 };
const seen = await seePictures(model.facts, forward, dataset.pictures);
const answers = await answerAll(seen);
const samples = {
  total: [] as number[],
  processor: [] as number[],
  patches: [] as number[],
  words: [] as number[],
  rest: [] as number[],
  accumulateShare: [] as number[],
};
for (const [place, one] of seen.entries()) {
  Object.assign(spent, { patches: 0, words: 0 });
  const start = performance.now();
  const cpu = process.cpuUsage();
  await explainer.examine(watched(one), place, 0, answers[place]![0]!);
  const total = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const answered = await model.ask(one.drawn.pixels, one.picture.items[0]!.question);
  const { document } = await answered.explain({ methods: methods.map(({ spec }) => spec) });
  answered.dispose();
  if (place === 0) continue;
  const { accumulate = 0, backward = 1 } = document.timings;
  samples.total.push(total);
  samples.processor.push((user + system) / 1000);
  samples.patches.push(spent.patches);
  samples.words.push(spent.words);
  samples.rest.push(total - spent.patches - spent.words);
  samples.accumulateShare.push(accumulate / backward);
}
explainer.dispose();
await forward.dispose();
await model.dispose();

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
  row('evaluateScene', samples.total, 'ms'),
  row('evaluateScene.processorTime', samples.processor, 'ms'),
  row('evaluateScene.patchesLeftOut', samples.patches, 'ms'),
  row('evaluateScene.wordsLeftOut', samples.words, 'ms'),
  row('evaluateScene.explainAndPlan', samples.rest, 'ms'),
  row('accumulateShareOfBackward', samples.accumulateShare, 'share'),
  row('evaluate1000', samples.total, 'min', 1000 / 60_000),
];
const machine = {
  cpu: os.cpus()[0]?.model,
  cores: os.availableParallelism(),
  threads: Number(values.threads),
};
process.stdout.write(`${JSON.stringify({ machine, methods: methods.length, results }, null, 2)}\n`);

/** The picture, with the time of its runs with patches or words left out added up in `spent`. */
function watched(one: SeenPicture): SeenPicture {
  const shortened: SeenTogether['shortened'] = async (asked, answer, runs, removal) => {
    const start = performance.now();
    const logits = await one.together.shortened(asked, answer, runs, removal);
    spent[runs[0]?.words ? 'words' : 'patches'] += performance.now() - start;
    return logits;
  };
  return { ...one, together: { ...one.together, shortened } };
}
