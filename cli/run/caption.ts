import { load, type Model, type SeenImage } from '../../node/library/library';
import { readPicture } from '../../node/library/picture';
import { note, printJson, progress, say } from '../../node/terminal';
import type { ExplanationDocument } from '../../src/ask/document';
import { answerOfWord, type Caption, type CaptionWord } from '../../src/engine/caption';
import { chooseMethods } from '../../src/methods/choose';
import { WhylightError } from '../../src/tensor/error';
import { quoted } from '../../src/tensor/quote';
import { explanationText } from './print';

/** Options of `whylight caption`, as parsed. */
export interface CaptionOptions {
  readonly image?: string;
  readonly scene?: string;
  readonly model: string;
  readonly start?: string;
  readonly beams: number;
  readonly word?: string;
  readonly versus?: string;
  readonly methods: readonly string[];
  readonly json?: boolean;
}

/** Version of what `--json` prints. */
const SCHEMA = 1;

export async function runCaption(options: CaptionOptions): Promise<void> {
  const { word, versus, methods, json } = options;
  // Before anything slow: what is wrong with the options themselves.
  chooseMethods(methods, undefined);
  if (versus !== undefined && word === undefined)
    throw new WhylightError('bad-input', '--versus needs --word: say which word is held against it.');
  const picture = await readPicture(options);
  const loading = progress('Loading the model');
  const model = await load(options.model, { onNotice: note, onProgress: loading.update }).finally(
    loading.done,
  );
  try {
    const image = await model.see(await picture(model.facts.imageSize));
    try {
      const { beams, start } = options;
      const caption = await image.describe({ beams, ...(start === undefined ? {} : { start }) });
      const why = word === undefined ? undefined : await explainWord(model, image, caption, options);
      if (json)
        printJson({
          schema: SCHEMA,
          model: { id: model.facts.id, sha256: model.facts.sha256 },
          image: { sha256: image.sha256, width: image.width, height: image.height },
          caption,
          ...(why === undefined ? {} : { explanation: why }),
        });
      else printCaption(caption, why);
    } finally {
      image.dispose();
    }
  } finally {
    await model.dispose();
  }
}

/** Why the caption has a word where it has it: what stands before it is asked, the word is the answer. */
async function explainWord(
  model: Model,
  image: SeenImage,
  caption: Caption,
  { word, versus, methods }: CaptionOptions,
): Promise<ExplanationDocument> {
  const { before, answer } = wordOf(caption, word!);
  const rather = versus === undefined ? undefined : answerOfWord(image.speech, versus);
  const answered = await model.ask(image, before);
  try {
    const asked = chooseMethods(methods, undefined, model.facts.offers);
    return (await answered.explain({ answer, rather, methods: asked })).document;
  } finally {
    answered.dispose();
  }
}

/** @throws WhylightError ('bad-input') for a word that the caption lacks, or has several times */
function wordOf({ words, text }: Caption, wanted: string): CaptionWord {
  const number = /^\d+$/.test(wanted) ? Number(wanted) : undefined;
  const found =
    number === undefined
      ? words.filter((word) => word.text === wanted.toLowerCase())
      : words.slice(number - 1, number);
  if (found.length === 1) return found[0]!;
  throw new WhylightError(
    'bad-input',
    found.length > 1
      ? `The caption says ${quoted(wanted)} ${found.length} times: give the word's number, from 1 to ${words.length}.`
      : `The caption ${quoted(text)} has no word ${quoted(wanted)}: give one of its words, or a number from 1 to ${words.length}.`,
  );
}

function printCaption(caption: Caption, why: ExplanationDocument | undefined): void {
  say(`Caption   ${caption.text}${caption.isFinished ? '' : ' …'}`);
  caption.words.forEach(({ text, probability, alternatives }, n) => {
    const others = alternatives.slice(0, 3).map((one) => `${one.answer} ${percent(one.probability)}`);
    say(
      `  ${String(n + 1).padStart(2)} ${text.padEnd(12)} ${percent(probability).padStart(7)}   ${others.join('   ')}`,
    );
  });
  if (why) say(`\n${explanationText(why)}`);
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
