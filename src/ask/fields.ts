/** Everything that a link says: one table for each record, which gives number, type, default, parser and writer of each part. */
import { MAX_ANSWER, MAX_QUESTION, type Asked, type AskedMethod, type Choices, type Target } from './asked';
import { choice, hex, letters, list, mark, number, takesBytes, text, whole, type Codec } from './codec';
import type { Answer, ExplanationDocument, MethodResult } from './document';
import { unwritable } from './error';
import { facts } from './facts';
import { linkImage, type LinkImage } from './image';
import { imageMap, streamMap, textMap } from './maps';
import { importance, methodId } from './methods';
import { absent, columns, field, grown, record, required, type Fields } from './record';
import { MAX_LINK_TOKENS, streams, tokens, words } from './tokens';
import { DEFAULT_VIEW, VIEW, type View } from './view';

/** Version of links that this code writes, and the newest that it reads. */
export const LINK_VERSION = 2;

/** Letters of a question, and of an answer to choose, that fit a link. */
export const MAX_LINK_QUESTION = MAX_QUESTION;
export const MAX_LINK_ANSWER = MAX_ANSWER;
/** UTF-8 bytes that were the most before letters were counted: texts up to here are written as they always were. */
const SHORT_QUESTION = 1000;
const SHORT_ANSWER = 200;
const SHORT_PROMPT = 2000;
/** An answer may be a whole caption, and a prompt holds a question with words around it. */
const LONG_ANSWER = MAX_QUESTION;
const LONG_PROMPT = 2 * MAX_QUESTION;
const MAX_CHOICES = 200;
const MAX_LAYERS = 255;
const MAX_REVISION = 1000;

/** Programs that compute. Written by place: add at the end, never remove. */
export const BACKENDS = ['wasm', 'webgpu', 'cpu'] as const;

/** Parts of a document that a link holds elsewhere, or that its reader makes anew. */
type Elsewhere = 'schema' | 'model' | 'image' | 'question' | 'choices' | 'timings' | 'notices';

/** What the sender saw. Maps are rounded to bytes, other numbers but facts to single precision. */
export interface LinkResult extends Omit<ExplanationDocument, Elsewhere> {
  readonly backend: (typeof BACKENDS)[number];
  /** Side of the model's input in pixels: where the patches lie. Absent where the model sees no image. */
  readonly imageSize?: number | undefined;
  /** Beginning of the SHA-256 of the pixels that were explained. */
  readonly pixels?: string | undefined;
}

export interface LinkState {
  readonly model: string;
  /** Beginning of the model's SHA-256, hexadecimal. */
  readonly digest: string;
  /** Where the model is fetched from; empty: it comes with the page. */
  readonly source: string;
  readonly image: LinkImage | undefined;
  /** No methods: those that the page shows by itself; otherwise two. Without an answer, the model's first. */
  readonly asked: Asked;
  readonly view: View;
  readonly result: LinkResult | undefined;
}

const answer = text(SHORT_ANSWER);
const longAnswer = letters(LONG_ANSWER);
const isShort = takesBytes(SHORT_ANSWER);

/** The number of answers from 1, and these; 0 for a caption. */
const choicesOf = (one: Codec<string>): Codec<Choices> => ({
  write(out, value) {
    if (value === 'caption') return out.whole(0);
    if (value.length === 0) throw unwritable('there is no answer to choose from');
    list(one, MAX_CHOICES).write(out, value);
  },
  read(from) {
    const found = list(one, MAX_CHOICES).read(from);
    return found.length === 0 ? 'caption' : found;
  },
});
const shortChoices = (value: Choices): boolean => value === 'caption' || value.every(isShort);

const targetOf = (one: Codec<string>): Fields<Target> => ({
  answer: absent(1, one),
  versus: absent(2, one),
});
const shortTarget = ({ answer: chosen = '', versus = '' }: Target): boolean =>
  isShort(chosen) && isShort(versus);

const ASKED_METHOD: Fields<AskedMethod> = {
  id: required(1, methodId),
  importance: absent(2, importance),
  seed: absent(3, whole(2 ** 32 - 1)),
};

const ASKED: Fields<Asked> = {
  question: grown(
    field(1, text(SHORT_QUESTION), ''),
    6,
    letters(MAX_LINK_QUESTION),
    takesBytes(SHORT_QUESTION),
  ),
  choices: grown(absent(2, choicesOf(answer)), 7, choicesOf(letters(MAX_LINK_ANSWER)), shortChoices),
  target: grown(field(3, record(targetOf(answer)), {}), 8, record(targetOf(longAnswer)), shortTarget),
  methods: field(4, list(record(ASKED_METHOD), 2), []),
  startLayer: absent(5, whole(MAX_LAYERS)),
};

const answerOf = (one: Codec<string>): Fields<Answer> => ({
  text: required(1, one),
  probability: required(2, number(0, 1)),
  logit: required(3, number(-1e6, 1e6)),
});
const explained = (one: Codec<string>): Codec<LinkResult['target']> =>
  record({ answer: required(1, one), versus: absent(2, one) });

const METHOD: Fields<MethodResult> = {
  id: required(1, methodId),
  importance: absent<string>(2, importance),
  startLayer: field(3, whole(MAX_LAYERS), 0),
  image: absent(4, imageMap),
  text: absent(5, textMap),
  others: absent(6, list(streamMap, 16)),
  facts: absent(7, facts),
};

const RESULT: Fields<LinkResult> = {
  backend: field(1, choice(BACKENDS), 'wasm'),
  imageSize: absent(2, whole(4096)),
  pixels: absent(3, hex(8)),
  tokens: field(4, tokens, []),
  words: field(5, words, []),
  streams: field(6, streams, []),
  answers: grown(
    field<readonly Answer[]>(7, columns(answerOf(answer), 16), []),
    14,
    columns(answerOf(longAnswer), 16),
    (answers) => answers.every(({ text: one }) => isShort(one)),
  ),
  target: grown(required(8, explained(answer)), 15, explained(longAnswer), shortTarget),
  methods: field(9, list(record(METHOD), 8), []),
  prompt: grown(absent(10, text(SHORT_PROMPT)), 16, letters(LONG_PROMPT), takesBytes(SHORT_PROMPT)),
  sentence: absent(
    11,
    record({
      tokens: required(1, tokens),
      words: required(2, words),
      token: field(3, whole(MAX_LINK_TOKENS), 0),
    }),
  ),
  guess: absent(12, mark),
  reading: absent(
    13,
    record({
      pictures: field(1, whole(MAX_REVISION), 1),
      texts: field(2, whole(MAX_REVISION), 1),
    }),
  ),
};

/** A link that says nothing. */
export const EMPTY_LINK: LinkState = {
  model: '',
  digest: '',
  source: '',
  image: undefined,
  asked: { question: '', target: {}, methods: [] },
  view: DEFAULT_VIEW,
  result: undefined,
};

const LINK: Fields<LinkState> = {
  model: field(1, text(120), EMPTY_LINK.model),
  digest: field(2, hex(6), EMPTY_LINK.digest),
  source: field(3, text(400), EMPTY_LINK.source),
  image: absent(4, linkImage),
  asked: field(5, record(ASKED), EMPTY_LINK.asked),
  view: field(6, record<View>(VIEW), EMPTY_LINK.view),
  result: absent(7, record(RESULT)),
};

export const linkState: Codec<LinkState> = record(LINK);
