/**
 * Trains a captioner on the frozen towers of a model, on sticker scenes, and writes its folder:
 *
 *   npx tsx node/train/captions/main.ts --out DIR [--towers public/models/stickers] [--scenes 24000] [--stage NAME]
 *     [--steps 4000] [--images 32] [--peak 0.0015] [--floor 0.02] [--layers 3] [--start FILE] [--seed 1] [--threads 1]
 *
 * What the vision tower sees of the scenes is kept in DIR/training/features (37 kB a scene), the checkpoint of each stage
 * in DIR/training. An interrupt saves a checkpoint; the same command goes on from there.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isExpected, sentenceOf } from '../../errors';
import { trainCaptioner } from './run';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    towers: { type: 'string', default: 'public/models/stickers' },
    scenes: { type: 'string', default: '24000' },
    stage: { type: 'string', default: 'captions' },
    steps: { type: 'string', default: '4000' },
    images: { type: 'string', default: '32' },
    peak: { type: 'string', default: '0.0015' },
    floor: { type: 'string', default: '0.02' },
    layers: { type: 'string', default: '3' },
    start: { type: 'string' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '1' },
    about: { type: 'string' },
  },
});

async function main(): Promise<void> {
  const { out, start, about } = values;
  if (out === undefined) throw new Error('--out is missing: name the folder of the model.');
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const finished = await trainCaptioner({
    out,
    towers: values.towers,
    scenes: Number(values.scenes),
    stage: values.stage,
    steps: Number(values.steps),
    images: Number(values.images),
    peak: Number(values.peak),
    floor: Number(values.floor),
    layers: Number(values.layers),
    ...(start === undefined ? {} : { start }),
    seed: Number(values.seed),
    threads: Number(values.threads),
    about: about === undefined ? {} : (JSON.parse(await readFile(about, 'utf8')) as Record<string, unknown>),
    report: (line) => process.stderr.write(`${line}\n`),
    signal: stop.signal,
  });
  process.stdout.write(finished ? `${path.join(out, 'manifest.json')}\n` : 'stopped, and saved\n');
}

main().catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = isExpected(error) ? 2 : 1;
});
