import path from 'node:path';
import sharp from 'sharp';
import type { AskedMethod } from '../../src/ask/asked';
import type { Journal } from '../../src/evaluate/journal';
import { load } from '../library/library';
import { renderFigure } from '../library/png';
import { openDataset } from './datasets';

/** Width of a figure in pixels: small enough to be kept with the document. */
const WIDTH = 1000;

/** Where a question stands in a dataset. */
export interface Place {
  /** The picture's place, and the question's on it. */
  readonly index: number;
  readonly item: number;
}

export interface DrawRequest<E extends Place> {
  /** The evaluation that the examples are taken from. */
  readonly journal: Journal;
  readonly examples: readonly E[];
  readonly methods: readonly AskedMethod[];
  /** Folder of the pictures, which is named `figures` beside the document. */
  readonly figures: string;
  /** The model, as a person names it. */
  readonly source: string;
  /** Beginning of the pictures' names. */
  readonly name: string;
}

/** An example with its figure, as a document shows it. */
export type WithFigure<E extends Place> = E & {
  readonly file: string;
  readonly question: string;
  readonly answer: string;
};

/**
 * Explains questions of an evaluation again and writes their figures.
 * @throws Error when the model is not the one that was evaluated
 */
export async function drawExamples<E extends Place>({
  journal: { header },
  examples,
  methods,
  figures,
  source,
  name,
}: DrawRequest<E>): Promise<WithFigure<E>[]> {
  const { dataset: datasetName, n, seed, perPicture, startLayer } = header.settings;
  const dataset = await openDataset({ name: datasetName, n, seed, perPicture });
  const model = await load(source);
  const shown: WithFigure<E>[] = [];
  try {
    const { sha256, imageSize, grid } = model.facts;
    if (sha256 !== header.model.sha256) {
      throw new Error(
        `The results are of model ${header.model.sha256.slice(0, 12)}, and ${source} is ${sha256.slice(0, 12)}: name the model that was evaluated.`,
      );
    }
    for (const [number, example] of examples.entries()) {
      const picture = dataset.pictures[example.index]!;
      const { pixels } = await picture.draw(imageSize, grid);
      const { question } = picture.items[example.item]!;
      const answered = await model.ask(pixels, question);
      const { document } = await answered.explain({ methods, startLayer });
      const file = `${name}-${number + 1}.png`;
      const figure = await renderFigure({ image: pixels, document });
      await sharp(figure).resize({ width: WIDTH }).png({ palette: true }).toFile(path.join(figures, file));
      shown.push({ ...example, file: `figures/${file}`, question, answer: document.target.answer });
      answered.dispose();
    }
  } finally {
    await model.dispose();
  }
  return shown;
}
