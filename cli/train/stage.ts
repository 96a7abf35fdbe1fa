import { appendFile, access, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { ClipmapperConfig } from '../../models/clipmapper/config';
import type { ExampleSource } from '../../models/train/batch';
import type { Parameters } from '../../models/train/parameters';
import { Trainer, type StepReport, type TrainOptions } from '../../models/train/trainer';
import { createRandom } from '../../src/scene/random';
import { loadCheckpoint, saveCheckpoint } from './checkpoint';

export interface StageOptions {
  readonly name: string;
  readonly config: ClipmapperConfig;
  readonly answers: number;
  readonly parameters: Parameters;
  readonly train: TrainOptions;
  readonly source: ExampleSource;
  /** First step not run. */
  readonly steps: number;
  readonly seed: number;
  /** Checkpoint file; when it exists, training goes on from it. */
  readonly checkpoint: string;
  readonly checkpointEvery: number;
  /** JSON lines: one report a step, for plotting. */
  readonly log: string;
  /** Gets a progress line now and then. */
  readonly report: (line: string) => void;
}

/** Steps between two progress lines. */
const LINE_EVERY = 20;

/** Runs one stage of training to its last step, from a checkpoint when there is one. */
export async function runStage(options: StageOptions): Promise<void> {
  const { name, parameters, train, source, steps, seed, checkpoint, checkpointEvery } = options;
  const trainer = await Trainer.create(ort, options.config, options.answers, parameters, train);
  const settings = JSON.stringify({
    name,
    seed,
    steps,
    shape: train.shape,
    schedule: train.schedule,
    losses: train.lossWeights,
  });
  await mkdir(dirname(checkpoint), { recursive: true });
  let first = 0;
  if (await exists(checkpoint)) {
    const state = await loadCheckpoint(checkpoint, parameters, trainer.optimizer);
    first = state.nextStep;
    options.report(`${name}: going on from step ${first} of ${checkpoint}`);
  }
  const save = (nextStep: number) =>
    saveCheckpoint(checkpoint, parameters, trainer.optimizer, {
      nextStep,
      optimizerStep: trainer.optimizer.step,
      settings,
    });
  const progress = new Progress(name, steps, train.shape);
  for (let step = first; step < steps; step++) {
    const examples = await source.examples(step);
    // What a step drops depends on the step alone, so that a resumed run drops the same.
    const random = createRandom((seed + 1) * 1_000_003 + step);
    const result = await trainer.step(step, examples, () => random.next());
    await appendFile(options.log, `${JSON.stringify({ stage: name, ...result, time: Date.now() })}\n`);
    progress.add(result);
    if ((step + 1) % LINE_EVERY === 0) options.report(progress.line());
    if ((step + 1) % checkpointEvery === 0 && step + 1 < steps) await save(step + 1);
  }
  await save(steps);
  await trainer.release();
}

/** Averages reports between two lines and tells speed and time left. */
class Progress {
  private reports: StepReport[] = [];
  private since = performance.now();

  constructor(
    private readonly name: string,
    private readonly steps: number,
    private readonly shape: TrainOptions['shape'],
  ) {}

  add(report: StepReport): void {
    this.reports.push(report);
  }

  line(): string {
    const { reports } = this;
    const mean = (of: (report: StepReport) => number) =>
      reports.reduce((sum, r) => sum + of(r), 0) / reports.length;
    const seconds = (performance.now() - this.since) / 1000 / reports.length;
    const now = reports.at(-1)!.step + 1;
    const parts = Object.keys(reports[0]!.losses).map(
      (key) => `${key} ${mean((r) => r.losses[key]!).toFixed(3)}`,
    );
    if (reports[0]!.accuracy !== undefined)
      parts.push(`accuracy ${(100 * mean((r) => r.accuracy!)).toFixed(1)} %`);
    const images = this.shape.images / seconds;
    const speed = `${images.toFixed(1)} images/s, ${(images * this.shape.questions).toFixed(0)} questions/s`;
    const left = Math.round(((this.steps - now) * seconds) / 60);
    const memory = Math.round(process.memoryUsage().rss / 1e6);
    const line = `${this.name} ${now}/${this.steps}  ${parts.join('  ')}  rate ${reports.at(-1)!.rate.toExponential(1)}  |g| ${mean((r) => r.gradientNorm).toFixed(2)}  ${speed}  ${left} min left  ${memory} MB`;
    this.reports = [];
    this.since = performance.now();
    return line;
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
