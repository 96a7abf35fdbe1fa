import type { Model } from '../../src/engine/model';
import { batchesBy, type Seen } from './answering';
import type { Dataset } from './dataset';
import type { Forward } from './forward';

const TEXTS_AT_ONCE = 32;

/**
 * Image → caption retrieval at rank 1: whether a picture's own caption is nearer to it, by CLIP's cosine, than the
 * captions of the pictures beside it. Captions that tie for the first place share the point.
 */
export class Retrieval {
  private readonly known = new Map<string, Float32Array>();

  constructor(
    private readonly model: Model,
    private readonly forward: Forward,
    private readonly captionsBeside: NonNullable<Dataset['captionsBeside']>,
  ) {}

  /** Credit 0 … 1 of each picture; `indices` are their places in the dataset. */
  async score(seen: readonly Seen[], indices: readonly number[]): Promise<number[]> {
    const images = await this.forward.embedImages(seen[0]!.seen);
    const width = images.length / seen[0]!.seen.rows;
    const beside = indices.map((index) => this.captionsBeside(index));
    await this.embed(beside.flat());
    return seen.map(({ row }, n) => {
      const image = images.subarray(row * width, (row + 1) * width);
      const cosines = beside[n]!.map((caption) => dot(image, this.known.get(caption)!));
      return firstPlaceShare(cosines);
    });
  }

  private async embed(captions: readonly string[]): Promise<void> {
    // Pictures come in order, so only the captions of the present block are worth keeping.
    const wanted = new Set(captions);
    for (const caption of this.known.keys()) if (!wanted.has(caption)) this.known.delete(caption);
    const fresh = [...wanted]
      .filter((caption) => !this.known.has(caption))
      .map((caption) => ({ caption, ids: this.model.tokenizer.encode(caption).ids }));
    for (const batch of batchesBy(fresh, ({ ids }) => ids.length, TEXTS_AT_ONCE)) {
      const all = await this.forward.embedTexts(batch);
      const width = all.length / batch.length;
      batch.forEach(({ caption }, n) => this.known.set(caption, all.slice(n * width, (n + 1) * width)));
    }
  }
}

/** The first entry's share of the largest value: 1 when it alone is largest, 1/m when m tie, 0 when another is larger. */
export function firstPlaceShare(values: readonly number[]): number {
  const largest = Math.max(...values);
  return values[0] === largest ? 1 / values.filter((value) => value === largest).length : 0;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
