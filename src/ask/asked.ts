/** What is asked of a model about a picture: one type for page, wire, links, files and command line. */
import * as v from 'valibot';
import { IMPORTANCES } from '../relevance/importance';
import { WhylightError } from '../tensor/error';
import { quoted, shortened } from '../tensor/quote';

/** Most letters (characters of Unicode) of a question, and of an answer to choose. */
export const MAX_QUESTION = 4000;
export const MAX_ANSWER = 400;
const MAX_CHOICES = 1000;
const MAX_METHODS = 64;
const MAX_START_LAYER = 255;

/** A text of at most `most` letters; its length in UTF-16 is looked at first, so that an endless one costs nothing. */
export const letters = (most: number) =>
  v.pipe(
    v.string(),
    v.check(
      (value) => value.length <= most || (value.length <= 2 * most && [...value].length <= most),
      `has more than ${most} letters`,
    ),
  );
const text = letters;

export const METHOD_SPEC = v.object({
  /** Of the table of methods. */
  id: text(40),
  /** For methods that weigh tokens; the model's recommendation when left out. */
  importance: v.optional(v.picklist(IMPORTANCES)),
  /** For methods that draw at random; 0 when left out. */
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1))),
});

/** Which answer is explained; without `answer` the model's first one, without `versus` against none. */
export const TARGET = v.object({
  // A caption is an answer too.
  answer: v.optional(text(MAX_QUESTION)),
  versus: v.optional(text(MAX_QUESTION)),
});

/** Answers to choose from; or that the text is a caption, set against an empty one. For models without a vocabulary. */
export const CHOICES = v.union([
  v.literal('caption'),
  v.pipe(v.array(text(MAX_ANSWER)), v.maxLength(MAX_CHOICES)),
]);

export const ASKED = v.object({
  /** Empty for models that are asked nothing. */
  question: text(MAX_QUESTION),
  /** Absent: the model's vocabulary, or what the question's wording gives. */
  choices: v.optional(CHOICES),
  target: TARGET,
  /** In the order of their maps. */
  methods: v.pipe(v.array(METHOD_SPEC), v.maxLength(MAX_METHODS)),
  /** Relevance leaves out blocks of a lower depth; the model's recommendation when left out. */
  startLayer: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_START_LAYER))),
});

type Deep<T> = T extends readonly (infer E)[]
  ? readonly Deep<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Deep<T[K]> }
    : T;

export type Asked = Deep<v.InferOutput<typeof ASKED>>;
export type Target = Asked['target'];
export type Choices = NonNullable<Asked['choices']>;
export type AskedMethod = Asked['methods'][number];

/**
 * What is asked, out of anything that holds more, in one spelling: parts in their order, undefined ones left out. So two
 * questions are the same to the model when these have the same JSON.
 */
export function askedOf({ question, choices, target, methods, startLayer }: Asked): Asked {
  return {
    question,
    ...(choices === undefined ? {} : { choices }),
    target: targetOf(target),
    methods: methods.map(({ id, importance, seed }) => ({
      id,
      ...(importance === undefined ? {} : { importance }),
      ...(seed === undefined ? {} : { seed }),
    })),
    ...(startLayer === undefined ? {} : { startLayer }),
  };
}

const targetOf = ({ answer, versus }: Target): Target => ({
  ...(answer === undefined ? {} : { answer }),
  ...(versus === undefined ? {} : { versus }),
});

export const sameAsked = (a: Asked, b: Asked): boolean =>
  JSON.stringify(askedOf(a)) === JSON.stringify(askedOf(b));

/**
 * What a model is asked, of whoever asks: texts that fit an explanation's document, so that none is made which nobody can
 * open. Of a question that is too long the beginning, far more than any model reads.
 * @throws WhylightError ('bad-input') in a sentence that names what is wrong
 */
export function checkedQuestion(question: unknown, choices?: unknown): string {
  if (typeof question !== 'string')
    throw bad(`The question is ${quoted(question)}; give a text, empty for a model that is asked nothing.`);
  checkChoices(choices);
  return withinLimit(question);
}

/** A question, or the beginning of one that is too long for an explanation's document and for a link. */
export const withinLimit = (question: string): string =>
  question.length > MAX_QUESTION ? [...question].slice(0, MAX_QUESTION).join('') : question;

const bad = (sentence: string): WhylightError => new WhylightError('bad-input', sentence);

/** @throws WhylightError ('bad-input') */
function checkChoices(choices: unknown): void {
  if (choices === undefined || v.is(CHOICES, choices)) return;
  if (!Array.isArray(choices))
    throw bad(`The choices are ${quoted(choices)}; give "caption" or a list of answers.`);
  if (choices.length > MAX_CHOICES)
    throw bad(`There are ${choices.length} answers to choose from, more than the ${MAX_CHOICES} allowed.`);
  const odd = choices.find((choice) => !v.is(text(MAX_ANSWER), choice)) as unknown;
  throw bad(`The answer to choose ${quoted(odd)} is no text of at most ${MAX_ANSWER} letters; give another.`);
}

/** @throws WhylightError ('bad-input') that names the part which is wrong */
export function parseAsked(value: unknown): Asked {
  const found = v.safeParse(ASKED, value, { abortEarly: true });
  if (found.success) return found.output;
  const [issue] = found.issues;
  throw new WhylightError(
    'bad-input',
    `What is asked is not valid at ${v.getDotPath(issue) ?? 'its beginning'}: ${shortened(issue.message, 160)}.`,
  );
}
