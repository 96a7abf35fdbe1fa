import path from 'node:path';
import { explainPicture, type ExplainedPicture } from '../../node/library/explainPicture';
import { load, type Model } from '../../node/library/library';
import { readPicture } from '../../node/library/picture';
import { checkOutputs, notePng, writeOutput } from '../../node/files/outputs';
import { note, printJson, progress } from '../../node/terminal';
import type { Asked } from '../../src/ask/asked';
import { patchGrid } from '../../src/image/grid';
import { WhylightError } from '../../src/tensor/error';
import { chooseMethods, methodNames } from '../../src/methods/choose';
import { writeSafetensors } from '../../src/weights/safetensors-write';
import { printExplanation } from './print';

/** Options of `whylight explain`, as parsed. */
export interface ExplainOptions {
  readonly image?: string;
  readonly scene?: string;
  readonly question?: string;
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
  readonly force?: boolean;
}

export async function runExplain(options: ExplainOptions): Promise<void> {
  // Before anything slow: what is wrong with the options themselves.
  chooseMethods(options.methods, options.importance);
  await checkFiles(options);
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

/** Files of a model's folder, which an output must never be. */
const MODEL_FILES = ['manifest.json', 'config.json', 'model.safetensors', 'tokenizer.json'];

async function checkFiles({ image, scene, model, png, dump, force }: ExplainOptions): Promise<void> {
  const outputs = [
    { option: '--png', file: png },
    { option: '--dump', file: dump },
  ];
  const inputs = [image, scene, ...MODEL_FILES.map((name) => path.join(model, name))];
  await checkOutputs(outputs, { inputs, force });
  if (png !== undefined) notePng(png);
}

function askedBy(options: ExplainOptions, { facts }: Model): Asked {
  const { candidates: choices, answer, versus, methods, importance, startLayer } = options;
  return {
    question: questionFor(options, facts),
    choices,
    target: { answer, versus },
    methods: chooseMethods(methods, importance, facts.offers),
    startLayer,
  };
}

/** @throws WhylightError ('bad-input') when the model is to be asked something, and nothing is */
function questionFor({ question }: ExplainOptions, { asks, name }: Model['facts']): string {
  if (asks === 'nothing') {
    if (question !== undefined) note(`${name} takes no question; it is left out.`);
    return '';
  }
  if (question !== undefined) return question;
  throw new WhylightError('bad-input', "required option '--question <text>' not specified");
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
