/**
 * Questions for a model that only knows how well a text fits an image: each candidate answer becomes one or more prompts
 * (Radford et al. 2021, arXiv 2103.00020, section 3.1.4). What a question asks for is read off its wording by a short
 * table; anything else is asked with common nouns. No claim to understand language: the prompts are shown.
 */
import type { Choices } from '../../src/ask/asked';
import type { Candidate } from '../../src/engine/architecture';
import { WhylightError } from '../../src/tensor/error';
import { COLOURS, NUMBERS, nounsFor } from './candidates';

/** `caption`: a text that is no question, set against an empty one. */
export type PromptKind =
  'template' | 'choice' | 'colour' | 'count' | 'existence' | 'yes-no' | 'thing' | 'caption';

export interface PromptPlan {
  readonly kind: PromptKind;
  /** At least two, with different answers. */
  readonly candidates: readonly Candidate[];
}

/** Stands for the answer in a text that a person writes as a template, such as "a photo of a {} cat". */
export const SLOT = '{}';

/** Listed for the empty text that a caption is set against. */
export const EMPTY_ANSWER = '(no text)';

/** Lists at most this long get every template; longer ones the first only, since each prompt costs a run. */
const ENSEMBLED = 12;

const THING_TEMPLATES = ['a photo of {}', 'a close-up photo of {}', 'a picture with {} in it'];
const WHERE = '(?: (?:in|on) (?:the|this) (?:image|picture|photo|photograph|scene))?';

/** What a question asks for: default candidates, and how one becomes prompts. */
interface Reading {
  readonly kind: PromptKind;
  readonly answers: readonly string[];
  readonly prompts: (answer: string) => readonly string[];
}

/** First match wins. Questions come lower-cased, without "?" and repeated spaces. */
const READINGS: readonly (readonly [RegExp, (match: RegExpMatchArray, question: string) => Reading])[] = [
  [
    /^(?:is|are) (?:it|this|that|there|these|those) (.+ or .+)$/,
    ([, options]) => things('choice', optionsOf(options!)),
  ],
  [
    /^(?:is|are) (the \S+) (.+ or .+)$/,
    ([, subject, options]) => ({
      kind: 'choice',
      answers: optionsOf(options!),
      prompts: (answer) => [`${subject} is ${answer}`, `a photo in which ${subject} is ${answer}`],
    }),
  ],
  [
    /^what colou?r (?:is|are|does|has) (?:the |this |that |a |an )?(.+)$/,
    ([, subject]) => ({
      kind: 'colour',
      answers: COLOURS,
      prompts: (answer) => [
        `a photo of ${withArticle(`${answer} ${subject}`)}`,
        `the ${subject} is ${answer}`,
      ],
    }),
  ],
  [
    new RegExp(`^how many (.+?)(?: (?:are|is) there| can you see| do you see| are)?${WHERE}$`),
    ([, things]) => ({
      kind: 'count',
      answers: NUMBERS.map((_, n) => String(n)),
      prompts: (answer) => [
        `a photo of ${counted(answer, things!)}`,
        `there ${answer === '1' ? 'is' : 'are'} ${counted(answer, things!)}`,
      ],
    }),
  ],
  [
    new RegExp(`^(?:is|are) there (?:an? |any |some )?(.+?)${WHERE}$`),
    ([, thing]) => ({
      kind: 'existence',
      answers: ['yes', 'no'],
      prompts: (answer) =>
        answer === 'no'
          ? [`a photo without ${withArticle(thing!)}`, `there is no ${thing}`]
          : [`a photo of ${withArticle(thing!)}`, `there is ${withArticle(thing!)}`],
    }),
  ],
  [
    /^(is|are) (the \S+) (.+)$/,
    ([, verb, subject, rest]) => ({
      kind: 'yes-no',
      answers: ['yes', 'no'],
      prompts: (answer) => [`${subject} ${verb} ${answer === 'no' ? 'not ' : ''}${rest}`],
    }),
  ],
  [
    /^(?:is|are|was|were|do|does|did|can|could|has|have|will|would|should)\b/,
    (_, question) => ({
      kind: 'yes-no',
      answers: ['yes', 'no'],
      prompts: (answer) => [`${question}? ${answer}`],
    }),
  ],
  [/^(?:what|which|who|whose|where|when|why|how)\b/, (_, question) => things('thing', nounsFor(question))],
];

/** Between the templates of a text that gives several: "a photo of {} | a drawing of {}". */
const OR = '|';

/**
 * Prompts for a question, for templates with `{}` (several are averaged), or for a caption.
 * @param given candidate answers; where they are left out the question's own kind gives them
 * @throws WhylightError ('bad-input') for an empty text, a template without candidates, or fewer than two candidates
 */
export function planPrompts(text: string, given?: Choices): PromptPlan {
  const trimmed = text.replace(/\s+/g, ' ').trim();
  const candidates = given === undefined || given === 'caption' ? undefined : distinct(given);
  if (trimmed === '' && candidates === undefined) {
    throw new WhylightError(
      'bad-input',
      'The question is empty: type one, such as "what is in the picture?", or a caption such as "a dog on a sofa".',
    );
  }
  if (candidates !== undefined && candidates.length < 2) {
    throw new WhylightError('bad-input', 'Give at least two different candidate answers.');
  }
  if (given === 'caption') return caption(trimmed);
  if (trimmed.includes(SLOT)) {
    if (candidates === undefined) {
      throw new WhylightError(
        'bad-input',
        `The text has a place for the answer (${SLOT}): give candidate answers.`,
      );
    }
    const templates = distinct(trimmed.split(OR)).filter((template) => template.includes(SLOT));
    return plan({
      kind: 'template',
      answers: candidates,
      prompts: (answer) => templates.map((template) => filled(template, answer)),
    });
  }
  const question = trimmed.toLowerCase().replace(/[\s?.!]+$/, '');
  for (const [pattern, read] of READINGS) {
    const match = question.match(pattern);
    if (!match) continue;
    const reading = read(match, question);
    // Yes-or-no wordings have no place for other answers, which are then taken for things.
    const fits = candidates?.every((answer) => reading.answers.includes(answer)) ?? true;
    const fixed = reading.kind === 'yes-no' || reading.kind === 'existence';
    if (candidates === undefined) return plan(reading);
    return plan(fixed && !fits ? things('thing', candidates) : { ...reading, answers: candidates });
  }
  if (candidates !== undefined) return plan(things('thing', candidates));
  return caption(trimmed);
}

/** A text set against an empty one. */
function caption(text: string): PromptPlan {
  return {
    kind: 'caption',
    candidates: [
      { answer: text, prompts: [text] },
      { answer: EMPTY_ANSWER, prompts: [''] },
    ],
  };
}

function plan({ kind, answers, prompts }: Reading): PromptPlan {
  const candidates = answers.map((answer) => {
    const all = prompts(answer);
    return { answer, prompts: answers.length > ENSEMBLED ? all.slice(0, 1) : all };
  });
  return { kind, candidates };
}

/** By a function: `$` in an answer is text, and no pattern of replacement. */
const filled = (template: string, answer: string): string => template.replaceAll(SLOT, () => answer);

function things(kind: PromptKind, answers: readonly string[]): Reading {
  return {
    kind,
    answers,
    prompts: (answer) => THING_TEMPLATES.map((template) => filled(template, withArticle(answer))),
  };
}

/** "a cat, a dog or a bird" → its parts. */
function optionsOf(text: string): string[] {
  return distinct(text.replace(/^either /, '').split(/,\s*(?:or )?| or /));
}

function distinct(answers: readonly string[]): string[] {
  return [...new Set(answers.map((answer) => answer.replace(/\s+/g, ' ').trim()))].filter(
    (answer) => answer !== '',
  );
}

/** "a cat", "an apple"; plurals and what has a determiner already stay as they are. */
function withArticle(noun: string): string {
  const determined = /^(an?|the|some|no|any|his|her|their|my|your|this|that|these|those|\d+) /i.test(noun);
  const plural = /[^s]s$/i.test(noun);
  if (determined || plural) return noun;
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** "two cats"; one is made singular by its last letter. */
function counted(number: string, things: string): string {
  const word = NUMBERS[Number(number)] ?? number;
  return `${word} ${number === '1' ? things.replace(/([^s])s\b/, '$1') : things}`;
}
