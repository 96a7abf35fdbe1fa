import { writeFile } from 'node:fs/promises';
import { explainPicture, type ExplainedPicture } from '../../node/library/explainPicture';
import { load, type Model } from '../../node/library/library';
import { readPicture } from '../../node/library/picture';
import { note, printJson, progress } from '../../node/terminal';
import type { Asked } from '../../src/ask/asked';
import { patchGrid } from '../../src/image/grid';
import { chooseMethods, methodNames } from '../../src/methods/choose';
import { WhylightError } from '../../src/tensor/error';
import { writeSafetensors } from '../../src/weights/safetensors-write';
import { printExplanation } from './print';

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
  chooseMethods(options.methods, options.importance);
  const picture = await readPicture(options);
  const loading = progress('Loading the model');
  const model = await load(options.model, { onProgress: loading.update, onNotice: note }).finally(
    loading.done,
  );
  try {
    const image = await picture(model.facts.imageSize);
    const running = progress('Explaining');
    await explainPicture(model, { image }, askedBy(options, model), async (found) => {
      running.done();
      const { document } = found.why;
      document.notices?.forEach(note);
      if (options.dump !== undefined) await writeOutput(options.dump, await dumpOf(found));
      if (options.png !== undefined) await writePng(options.png, model, found);
      if (options.json) printJson(document);
      else printExplanation(document);
    }).finally(running.done);
  } finally {
    await model.dispose();
  }
}

function askedBy(options: ExplainOptions, { facts }: Model): Asked {
  const { question, candidates: choices, answer, versus, methods, importance, startLayer } = options;
  return {
    question,
    choices,
    target: { answer, versus },
    methods: chooseMethods(methods, importance, facts.offers),
    startLayer,
  };
}

async function dumpOf({ why }: ExplainedPicture): Promise<Uint8Array> {
  const { question, prompt, target, model, methods } = why.document;
  const facts = {
    question,
    ...(prompt === undefined ? {} : { prompt }),
    answer: target.answer,
    model: model.sha256,
  };
  return writeSafetensors(await why.dump(methodNames(methods as Asked['methods'])), facts);
}

async function writePng(file: string, { facts }: Model, { why, pixels }: ExplainedPicture): Promise<void> {
  const { writeFigure } = await import('../../node/library/png');
  const { preprocessing, imageSize, grid } = facts;
  const { source: region } = patchGrid(pixels.width, pixels.height, preprocessing, imageSize / grid.rows);
  for (const sentence of await writeFigure(file, { image: pixels, document: why.document, region }))
    note(sentence);
}

async function writeOutput(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WhylightError('bad-input', `"${file}" could not be written (${reason}); choose another path.`);
  }
}
