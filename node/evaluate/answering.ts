import type { Model } from '../../src/engine/model';
import { preprocess, toPatches } from '../../src/image/preprocess';
import { argmax } from '../../src/tensor/argmax';
import type { Drawn, Picture } from './dataset';
import { hiddenRows, type Forward, type Hidden } from './forward';

/** Pictures that go through the vision tower together. */
export const PICTURES_AT_ONCE = 16;

/** Questions of equal length that are answered together. */
const QUESTIONS_AT_ONCE = 24;

/** A picture that the vision tower has seen: row `row` of `seen`. */
export interface Seen {
  readonly picture: Picture;
  readonly drawn: Drawn;
  readonly patches: Float32Array;
  readonly seen: Hidden;
  readonly row: number;
}

/** Draws pictures and runs them through the vision tower. */
export async function seePictures(
  model: Model,
  forward: Forward,
  pictures: readonly Picture[],
): Promise<Seen[]> {
  const { image_size, patch_size } = model.config.clip.vision_config;
  const drawn = await Promise.all(pictures.map((picture) => picture.draw(image_size, model.side)));
  const inputs = drawn.map(({ pixels }) => ({
    patches: toPatches(preprocess(pixels, model.preprocessing), patch_size, model.preprocessing),
  }));
  const seen = await forward.see(inputs);
  return pictures.map((picture, row) => ({
    picture,
    drawn: drawn[row]!,
    patches: inputs[row]!.patches,
    seen,
    row,
  }));
}

/** First answer to each question of each picture. Questions of one length share a batch, whatever their pictures. */
export async function answerAll(model: Model, forward: Forward, seen: readonly Seen[]): Promise<string[][]> {
  const { answers } = model.folder.manifest;
  const asked = seen.flatMap(({ picture, row }, at) =>
    picture.items.map(({ question }, item) => ({
      at,
      item,
      row,
      ids: model.tokenizer.encode(question).ids,
    })),
  );
  const given = seen.map(({ picture }) => new Array<string>(picture.items.length));
  for (const batch of batchesBy(asked, ({ ids }) => ids.length, QUESTIONS_AT_ONCE)) {
    const hidden = hiddenRows(
      seen[0]!.seen,
      batch.map(({ row }) => row),
    );
    const logits = await forward.answer(hidden, batch);
    batch.forEach(({ at, item }, n) => {
      given[at]![item] = answers[argmax(logits.subarray(n * answers.length, (n + 1) * answers.length))]!;
    });
  }
  return given;
}

/** Entries of equal `key` together, at most `most` of them, larger keys first; within a key the given order is kept. */
export function batchesBy<T>(entries: readonly T[], key: (entry: T) => number, most: number): T[][] {
  const groups = new Map<number, T[]>();
  for (const entry of entries) {
    const group = groups.get(key(entry)) ?? [];
    group.push(entry);
    groups.set(key(entry), group);
  }
  return [...groups].sort(([a], [b]) => b - a).flatMap(([, group]) => chunks(group, most));
}

/** Consecutive parts of at most `most` entries. */
export function chunks<T>(entries: readonly T[], most: number): T[][] {
  const parts: T[][] = [];
  for (let first = 0; first < entries.length; first += most) parts.push(entries.slice(first, first + most));
  return parts;
}
