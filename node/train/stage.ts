import { access, appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ExampleSource } from '../../src/train/batch';
import type { Parameters } from '../../src/train/parameters';
import type { Task } from '../../src/train/task';
import { Trainer, type TrainOptions } from '../../src/train/trainer';
import { createRandom } from '../../src/scene/random';
import { loadRuntime } from '../library/ort';
import { loadCheckpoint, saveCheckpoint } from './checkpoint';
import { Progress } from './progress';
import { requireSameSettings } from './sameSettings';

export interface StageOptions<E> {
  readonly name: string;
  readonly task: Task<E>;
  readonly parameters: Parameters;
  readonly train: TrainOptions;
  readonly source: ExampleSource<E>;
  /** Steps in all, those before a checkpoint included. */
  readonly steps: number;
  readonly seed: number;
  /** What else must be the same when training goes on, as JSON: the step's shape, its data, what is dropped. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Questions per image, for the progress line. */
  readonly questions: number;
  /** Checkpoint file; when it exists, training goes on from it. */
  readonly checkpoint: string;
  readonly checkpointEvery: number;
  /** JSON lines: one report per step, for plotting. */
  readonly log: string;
  /** Gets a progress line now and then. */
  readonly report: (line: string) => void;
  /** When it is aborted, the running step is finished and a checkpoint is saved. */
  readonly signal?: AbortSignal | undefined;
}

/** Steps between two progress lines, and the longest time without one while steps are slow. */
const LINE_EVERY = 20;
const LINE_SECONDS = 60;

/**
 * Runs one stage of training to its last step, from a checkpoint when there is one; the parameters are updated in place.
 * @returns false when it was stopped before its last step
 * @throws WhylightError when the checkpoint was made with other settings, naming them
 */
export async function runStage<E>(options: StageOptions<E>): Promise<boolean> {
  const { name, task, parameters, train, source, steps, seed, checkpoint, signal } = options;
  const settings = {
    name,
    seed,
    steps,
    schedule: train.schedule,
    losses: train.lossWeights,
    ...options.settings,
  };
  await mkdir(dirname(checkpoint), { recursive: true });
  const { ort } = await loadRuntime();
  const trainer = await Trainer.create(ort, task, parameters, train);
  try {
    let first = 0;
    if (await exists(checkpoint)) {
      const state = await loadCheckpoint(checkpoint, parameters, trainer.optimizer);
      requireSameSettings(checkpoint, state.settings, settings);
      first = state.nextStep;
      options.report(
        first >= steps
          ? `${name}: all ${steps} steps are done`
          : `${name}: going on from step ${first} of ${steps}`,
      );
    }
    const save = (nextStep: number) =>
      saveCheckpoint(checkpoint, parameters, trainer.optimizer, {
        nextStep,
        optimizerStep: trainer.optimizer.step,
        settings: JSON.stringify(settings),
      });
    const progress = new Progress(name, steps, task.images, options.questions);
    let lastLine = performance.now();
    for (let step = first; step < steps; step++) {
      const examples = await source.examples(step);
      // What a step drops depends on the step alone, so that a resumed run drops the same.
      const random = createRandom((seed + 1) * 1_000_003 + step);
      const result = await trainer.step(step, examples, () => random.next());
      await appendFile(options.log, `${JSON.stringify({ stage: name, ...result, time: Date.now() })}\n`);
      progress.add(result);
      const isLast = step + 1 === steps;
      const isSlow = performance.now() - lastLine > LINE_SECONDS * 1000;
      if ((step + 1) % LINE_EVERY === 0 || isLast || isSlow) {
        options.report(progress.line());
        lastLine = performance.now();
      }
      const stop = signal?.aborted ?? false;
      if (stop || isLast || (step + 1) % options.checkpointEvery === 0) await save(step + 1);
      if (stop && !isLast) return false;
    }
    return true;
  } finally {
    await trainer.release();
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
