import type { Parameters } from './parameters';
import { StepSession, type Ort, type SessionOptions } from './session';
import type { Task } from './task';

export interface Accuracy {
  readonly questions: number;
  readonly right: number;
}

/** As many examples as a step of the task takes. */
export interface Batch<E> {
  readonly examples: readonly E[];
  /** For each question, in order, whether it counts or only fills the batch. */
  readonly counted: readonly boolean[];
}

/** Answers the questions of the examples with nothing left out and nothing learned. */
export async function measureAccuracy<E>(
  ort: Ort,
  task: Task<E>,
  parameters: Parameters,
  options: SessionOptions,
  batches: AsyncIterable<Batch<E>>,
): Promise<Accuracy> {
  const session = await StepSession.create(ort, task, 'evaluate', options);
  let [questions, right] = [0, 0];
  for await (const { examples, counted } of batches) {
    const { hits } = await session.run(examples, parameters, undefined);
    const taken = hits.filter((_, row) => counted[row]);
    questions += taken.length;
    right += taken.filter(Boolean).length;
  }
  await session.release();
  return { questions, right };
}
