import type { Model } from '../../engine/model';
import type { Dataset, Drawn } from '../dataset';
import { shownMaps } from '../maps';
import type { NamedMethod } from '../methods';

/** A question on a picture, and the answer that is explained whatever the model says. */
export interface FixedAnswer {
  /** Id of the picture. */
  readonly picture: string;
  readonly drawn: Drawn;
  /** Share of each patch that justifies the answer, where that is known. */
  readonly coverage: Float32Array | null;
  readonly question: string;
  readonly answer: string;
}

/** Maps of one method: patches, and words' tokens without special ones. */
export interface MethodMaps {
  readonly image: readonly number[];
  readonly text: readonly number[];
  /** The text that the words are of, where it is not the question. */
  readonly prompt: string | undefined;
}

/** Every question of a dataset with the model's first answer to it. */
export async function firstAnswers(
  model: Model,
  { pictures }: Pick<Dataset, 'pictures'>,
): Promise<FixedAnswer[]> {
  const found: FixedAnswer[] = [];
  for (const { id, items, draw } of pictures) {
    const drawn = await draw(model.facts.imageSize, model.facts.grid);
    const image = await model.see(drawn.pixels);
    try {
      for (const [n, { question }] of items.entries()) {
        const answered = await model.ask(image, question);
        const answer = answered.answers[0]!.text;
        found.push({ picture: id, drawn, coverage: drawn.coverage[n]!, question, answer });
        answered.dispose();
      }
    } finally {
      image.dispose();
    }
  }
  return found;
}

/** Explains one answer by every method, in the order given. */
export async function mapsOf(
  model: Model,
  { drawn, question, answer }: Pick<FixedAnswer, 'drawn' | 'question' | 'answer'>,
  methods: readonly NamedMethod[],
  startLayer: number,
): Promise<MethodMaps[]> {
  const answered = await model.ask(drawn.pixels, question);
  try {
    const specs = methods.map(({ spec }) => spec);
    const { document } = await answered.explain({ answer, methods: specs, startLayer });
    const { images, texts } = shownMaps(document);
    const { words, prompt } = document;
    const ofWords = (text: readonly number[]) => text.filter((_, token) => words[token]! >= 0);
    return methods.map((_, n) => ({ image: images[n]!, text: ofWords(texts[n]!), prompt }));
  } finally {
    answered.dispose();
  }
}
