import type { ExampleSource } from '../../../src/train/batch';
import type { Batch } from '../../../src/train/evaluate';
import { createRandom } from '../../../src/scene/random';
import type { LabelledQuestion } from '../../data/folder';
import type { ImageQuestions } from './split';

/** Makes an example of an image and some of its questions. */
export type MakeExample<E> = (imageId: string, questions: readonly LabelledQuestion[]) => Promise<E>;

/**
 * Examples from a list of images: each epoch shows every image once, in an order of its own, with `questions` of its
 * questions; an image with fewer repeats them. A step's examples depend on seed and step alone.
 */
export function listSource<E>(
  list: readonly ImageQuestions[],
  { images, questions, seed }: { readonly images: number; readonly questions: number; readonly seed: number },
  make: MakeExample<E>,
): ExampleSource<E> {
  const orders = new Map<number, readonly number[]>();
  const orderOf = (epoch: number): readonly number[] => {
    const found = orders.get(epoch);
    if (found) return found;
    orders.clear();
    const order = createRandom(seed * 1_000_003 + epoch).shuffle(list.map((_, index) => index));
    orders.set(epoch, order);
    return order;
  };
  return {
    async examples(step) {
      const made: E[] = [];
      for (let place = step * images; place < (step + 1) * images; place++) {
        const epoch = Math.floor(place / list.length);
        const { imageId, questions: all } = list[orderOf(epoch)[place % list.length]!]!;
        const order = createRandom(seed * 1_000_033 + place).shuffle(all);
        made.push(
          await make(
            imageId,
            Array.from({ length: questions }, (_, i) => order[i % order.length]!),
          ),
        );
      }
      return made;
    },
    close: async () => undefined,
  };
}

/** All questions of a list of images once, in batches; what fills the last places of an image or batch is not counted. */
export async function* allBatches<E>(
  list: readonly ImageQuestions[],
  { images, questions }: { readonly images: number; readonly questions: number },
  make: MakeExample<E>,
): AsyncGenerator<Batch<E>> {
  const parts = list.flatMap(({ imageId, questions: all }) =>
    Array.from({ length: Math.ceil(all.length / questions) }, (_, part) => ({
      imageId,
      asked: all.slice(part * questions, (part + 1) * questions),
    })),
  );
  for (let first = 0; first < parts.length; first += images) {
    const examples: E[] = [];
    const counted: boolean[] = [];
    for (let i = first; i < first + images; i++) {
      const { imageId, asked } = parts[Math.min(i, parts.length - 1)]!;
      const rows = Array.from({ length: questions }, (_, row) => row);
      examples.push(
        await make(
          imageId,
          rows.map((row) => asked[row % asked.length]!),
        ),
      );
      counted.push(...rows.map((row) => i < parts.length && row < asked.length));
    }
    yield { examples, counted };
  }
}
