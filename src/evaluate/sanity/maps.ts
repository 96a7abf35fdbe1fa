import type { ClipmapperEngine } from '../../engine/engine';
import type { Drawn } from '../dataset';
import type { NamedMethod } from '../methods';

/** A question on a picture, and the answer that is explained whatever the model says. */
export interface Asked {
  readonly drawn: Drawn;
  readonly question: string;
  readonly answer: string;
}

/** Maps of every method, in the order given: patches, and words' tokens without start and end. */
export interface MethodMaps {
  readonly image: readonly number[];
  readonly text: readonly number[];
}

/** Explains one answer by every method. */
export async function mapsOf(
  engine: ClipmapperEngine,
  { drawn, question, answer }: Asked,
  methods: readonly NamedMethod[],
  startLayer: number,
): Promise<MethodMaps[]> {
  const image = await engine.encodeImage(drawn.pixels);
  try {
    const answered = await engine.answer(image, question);
    try {
      const specs = methods.map(({ spec }) => spec);
      const { document } = await engine.explain(answered, { answer }, specs, startLayer);
      return document.methods.map((method) => ({
        image: method.image.values,
        text: method.text.values.filter((_, token) => answered.wordIds[token]! >= 0),
      }));
    } finally {
      answered.dispose();
    }
  } finally {
    image.dispose();
  }
}
