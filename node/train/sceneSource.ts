import { Worker } from 'node:worker_threads';
import type { Example, ExampleSource } from '../../src/train/batch';
import type { SceneRecipe } from './sceneExample';

/** Steps that are prepared ahead of the one asked for. */
const AHEAD = 3;

/**
 * Endless sticker scenes from a thread of their own. Step n always shows scenes seed + n·images … + images − 1, or, where
 * scenes of a step are to be alike, those that `sceneOrder` gives it.
 */
export function sceneSource(
  recipe: SceneRecipe,
  images: number,
  seed: number,
  { alike = false }: { readonly alike?: boolean } = {},
): ExampleSource {
  const worker = new Worker(new URL('./sceneWorker.mjs', import.meta.url), {
    workerData: { recipe, images, seed, alike },
  });
  const waiting = new Map<
    number,
    { resolve: (examples: Example[]) => void; reject: (error: Error) => void }
  >();
  const pending = new Map<number, Promise<Example[]>>();
  let failure: Error | undefined;
  worker.on('message', ({ step, examples }: { step: number; examples: Example[] }) =>
    waiting.get(step)?.resolve(examples),
  );
  worker.on('error', (error) => {
    failure = error;
    for (const { reject } of waiting.values()) reject(failure);
  });
  const order = (step: number) => {
    if (pending.has(step)) return;
    const promise = new Promise<Example[]>((resolve, reject) => waiting.set(step, { resolve, reject }));
    promise.catch(() => undefined); // reported where the step is asked for
    pending.set(step, promise);
    worker.postMessage(step);
  };
  return {
    async examples(step) {
      if (failure) throw failure;
      for (let ahead = 0; ahead <= AHEAD; ahead++) order(step + ahead);
      const examples = await pending.get(step)!;
      pending.delete(step);
      waiting.delete(step);
      return examples;
    },
    async close() {
      await worker.terminate();
    },
  };
}
