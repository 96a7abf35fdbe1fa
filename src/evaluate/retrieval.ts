import type { Forward } from '../engine/forward';
import type { SeenPicture } from './answering';
import type { Dataset } from './dataset';

/**
 * Image → caption retrieval at rank 1: whether a picture's own caption is nearer to it, by the cosine of the model's
 * embeddings, than the captions of the pictures beside it. Captions that tie for the first place share the point.
 */
export class Retrieval {
  private known: ReadonlyMap<string, Float32Array> = new Map();

  private constructor(
    private readonly embedTexts: NonNullable<Forward['embedTexts']>,
    private readonly captionsBeside: NonNullable<Dataset['captionsBeside']>,
  ) {}

  /** Undefined where the model has no embeddings of texts, or the pictures no captions. */
  static of(forward: Forward, { captionsBeside }: Dataset): Retrieval | undefined {
    if (!forward.embedTexts || !captionsBeside) return undefined;
    return new Retrieval(forward.embedTexts.bind(forward), captionsBeside);
  }

  /**
   * Credit 0 … 1 of each picture; `places` are theirs in the dataset. All must have been seen together. Undefined where
   * the model has no embeddings of pictures.
   */
  async score(
    seen: readonly SeenPicture[],
    places: readonly number[],
  ): Promise<readonly number[] | undefined> {
    const images = await seen[0]?.together.embedImages?.();
    if (!images) return undefined;
    const width = images.length / seen.length;
    const beside = places.map((place) => this.captionsBeside(place));
    await this.embed(beside.flat());
    return seen.map(({ row }, n) => {
      const image = images.subarray(row * width, (row + 1) * width);
      return firstPlaceShare(beside[n]!.map((caption) => dot(image, this.known.get(caption)!)));
    });
  }

  /** Pictures come in order, so only the captions of the present ones are worth keeping. */
  private async embed(captions: readonly string[]): Promise<void> {
    const wanted = [...new Set(captions)];
    const fresh = wanted.filter((caption) => !this.known.has(caption));
    const embeddings = await this.embedTexts(fresh);
    const found = new Map(fresh.map((caption, n) => [caption, embeddings[n]!]));
    this.known = new Map(wanted.map((caption) => [caption, this.known.get(caption) ?? found.get(caption)!]));
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
