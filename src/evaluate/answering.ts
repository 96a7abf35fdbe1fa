import type { Forward, SeenTogether } from '../engine/forward';
import type { ModelFacts } from '../engine/types';
import { argmax } from '../tensor/argmax';
import type { Drawn, Picture } from './dataset';

/** Pictures that go through the vision part together. */
export const PICTURES_AT_ONCE = 16;

/** A picture that the model has seen: row `row` of those that it saw together. */
export interface SeenPicture {
  readonly picture: Picture;
  readonly drawn: Drawn;
  readonly together: SeenTogether;
  readonly row: number;
}

/** The model's first answer to a question. */
export interface GivenAnswer {
  readonly answer: string;
  /** All answers that it chose from, in the order of the logits: its own, or the question's candidates. */
  readonly vocabulary: readonly string[];
}

/** Draws pictures and shows them to the model, all at once. */
export async function seePictures(
  { imageSize, grid }: Pick<ModelFacts, 'imageSize' | 'grid'>,
  forward: Forward,
  pictures: readonly Picture[],
): Promise<SeenPicture[]> {
  const drawn = await Promise.all(pictures.map((picture) => picture.draw(imageSize, grid)));
  const together = await forward.see(drawn.map(({ pixels }) => pixels));
  return pictures.map((picture, row) => ({ picture, drawn: drawn[row]!, together, row }));
}

/** First answer to each question of each picture. All pictures must have been seen together. */
export async function answerAll(seen: readonly SeenPicture[]): Promise<GivenAnswer[][]> {
  const asked = seen.flatMap(({ picture, row }) => picture.items.map(({ question }) => ({ row, question })));
  const logits = seen.length === 0 ? [] : await seen[0]!.together.ask(asked);
  const given = logits.map(({ vocabulary, logits: own }) => ({
    answer: vocabulary[argmax(own)]!,
    vocabulary,
  }));
  let from = 0;
  return seen.map(({ picture }) => given.slice(from, (from += picture.items.length)));
}
