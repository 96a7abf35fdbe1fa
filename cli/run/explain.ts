import { writeFile } from 'node:fs/promises';
import { patchGrid } from '../../src/image/grid';
import { WhylightError } from '../../src/tensor/error';
import {
  explainFully,
  loadModel,
  type ExplainRequest,
  type FullExplanation,
  type LoadedModel,
} from '../../node/library/library';
import { methodSpecs } from '../../node/library/methods';
import { readPicture } from '../../node/library/picture';
import { printExplanation } from '../print';
import { note, printJson, progress } from '../../node/terminal';

/** Options of `whylight explain`, as parsed. */
export interface ExplainOptions {
  readonly image?: string;
  readonly scene?: string;
  readonly question: string;
  readonly model: string;
  readonly candidates?: readonly string[];
  readonly answer?: string;
  readonly versus?: string;
  readonly methods: readonly string[];
  readonly importance?: readonly string[];
  readonly startLayer?: number;
  readonly png?: string;
  readonly json?: boolean;
  readonly dump?: string;
}

export async function runExplain(options: ExplainOptions): Promise<void> {
  // Before anything slow: what is wrong with the options themselves.
  methodSpecs(options.methods, options.importance, 'any');
  const picture = await readPicture(options);
  const loading = progress('Loading the model');
  const model = await loadModel(options.model, { onProgress: loading.update, onNotice: note }).finally(
    loading.done,
  );
  try {
    const image = await picture(model.info.imageSize);
    const running = progress('Explaining');
    const result = await explainFully(model, requestOf(options, image), options.dump !== undefined).finally(
      running.done,
    );
    const { document } = result;
    document.notices?.forEach(note);
    if (options.dump !== undefined) await writeOutput(options.dump, result.dump!);
    if (options.png !== undefined) await writePng(options.png, model, result);
    if (options.json) printJson(document);
    else printExplanation(document);
  } finally {
    await model.dispose();
  }
}

function requestOf(options: ExplainOptions, image: ExplainRequest['image'] & object): ExplainRequest {
  const { question, candidates, answer, versus, methods, importance, startLayer } = options;
  return {
    image,
    question,
    methods,
    ...(candidates === undefined ? {} : { candidates }),
    ...(answer === undefined ? {} : { answer }),
    ...(versus === undefined ? {} : { versus }),
    ...(importance === undefined ? {} : { importance }),
    ...(startLayer === undefined ? {} : { startLayer }),
  };
}

async function writePng(
  file: string,
  { engine }: LoadedModel,
  { document, pixels }: FullExplanation,
): Promise<void> {
  const { writeFigure } = await import('../../node/library/png');
  const { preprocessing, config } = engine.model;
  const { source: region } = patchGrid(
    pixels.width,
    pixels.height,
    preprocessing,
    config.clip.vision_config.patch_size,
  );
  for (const sentence of await writeFigure(file, { image: pixels, document, region })) note(sentence);
}

async function writeOutput(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WhylightError('bad-input', `"${file}" could not be written (${reason}); choose another path.`);
  }
}
