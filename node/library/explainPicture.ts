import type { Asked } from '../../src/ask/asked';
import type { Explanation } from '../../src/engine/explanation';
import type { Model } from '../../src/engine/model';
import type { Pixels } from '../../src/image/pixels';
import { readPicture, type PictureSource } from './picture';

/** An explanation with what figures are made from; valid while `use` runs. */
export interface ExplainedPicture {
  readonly why: Explanation;
  /** The image as preprocessing received it. */
  readonly pixels: Pixels;
}

/**
 * Reads a picture, asks, explains, and gives what was found to `use`; frees everything behind it.
 * @throws WhylightError or MethodError, in one sentence, for input that cannot be used
 */
export async function explainPicture<T>(
  model: Model,
  source: PictureSource,
  { question, choices, target, methods, startLayer }: Asked,
  use: (found: ExplainedPicture) => T | Promise<T>,
): Promise<T> {
  const pixels = await (await readPicture(source))(model.facts.imageSize);
  const answer = await model.ask(pixels, question, { choices });
  try {
    const { answer: chosen, versus: rather } = target;
    const why = await answer.explain({ answer: chosen, rather, methods, startLayer });
    return await use({ why, pixels });
  } finally {
    answer.dispose();
  }
}
