import path from 'node:path';
import sharp from 'sharp';
import { createEngine } from '../../src/engine/engine';
import type { MethodSpec } from '../../src/engine/types';
import { openModel } from '../library/models';
import { loadRuntime } from '../library/ort';
import { renderFigure } from '../library/png';
import { openDataset } from './datasets';
import type { Journal } from './journal';

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
  readonly methods: readonly MethodSpec[];
  /** Folder of the pictures, which is named `figures` beside the document. */
  readonly figures: string;
  /** The model, as a person names it. */
  readonly source: string;
  /** Beginning of the pictures' names. */
  readonly name: string;
}

/** An example with its figure, as a document shows it. */
export type Drawn<E extends Place> = E & {
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
}: DrawRequest<E>): Promise<Drawn<E>[]> {
  const { dataset: dataset_, n, seed, perPicture, startLayer } = header.settings;
  const dataset = await openDataset({ name: dataset_, n, seed, perPicture });
  const { ort, backend } = await loadRuntime();
  const engine = await createEngine(ort, await openModel(source), backend);
  const shown: Drawn<E>[] = [];
  try {
    if (engine.info.sha256 !== header.model.sha256) {
      throw new Error(
        `The results are of model ${header.model.sha256.slice(0, 12)}, and ${source} is ${engine.info.sha256.slice(0, 12)}: name the model that was evaluated.`,
      );
    }
    for (const [number, example] of examples.entries()) {
      const picture = dataset.pictures[example.index]!;
      const { pixels } = await picture.draw(engine.info.imageSize, engine.model.side);
      const { question } = picture.items[example.item]!;
      const image = await engine.encodeImage(pixels);
      const answered = await engine.answer(image, question);
      const { document } = await engine.explain(answered, {}, methods, startLayer);
      const file = `${name}-${number + 1}.png`;
      const figure = await renderFigure({ image: pixels, document });
      await sharp(figure).resize({ width: WIDTH }).png({ palette: true }).toFile(path.join(figures, file));
      shown.push({ ...example, file: `figures/${file}`, question, answer: document.target.answer });
      answered.dispose();
      image.dispose();
    }
  } finally {
    await engine.dispose();
  }
  return shown;
}
