/**
 * The explanation document: what `whylight explain --json` prints, what `window.whylight.last()` returns, what is
 * exported and opened again. One schema gives both the type and the validator.
 */
import * as v from 'valibot';
import { CHOICES, letters, MAX_QUESTION } from './asked';

/** Version of the document; raised when a field changes its meaning. Version 1 is read as well (see `readDocument`). */
export const DOCUMENT_SCHEMA = 2;

/**
 * How pictures become pixels and texts become tokens; raised when the same file or the same text comes to read
 * otherwise. A document of another revision opens, and says so where it matters. Pictures: 1 as each
 * browser decodes and shrinks them, 2 as Pillow does (`src/image/file`). Texts: 1 as they were typed, 2 cleaned as
 * CLIP's training did (`cleanText`).
 */
export const READING = { pictures: 2, texts: 2 } as const;

export const MAX_TOKENS = 4096;
export const MAX_SIDE = 64;
const MAX_PATCHES = MAX_SIDE * MAX_SIDE;
const MAX_STREAMS = 32;
const MAX_PARTS = 64;

/** An answer may be a whole caption, and a prompt holds a question with words around it. */
const MAX_LONG_ANSWER = MAX_QUESTION;
const MAX_PROMPT = 2 * MAX_QUESTION;

const finite = v.pipe(v.number(), v.finite());
/** Shares of a whole; a little beyond 1 is rounding. */
const share = v.pipe(v.number(), v.minValue(-1.001), v.maxValue(1.001));
const mass = v.pipe(v.number(), v.finite(), v.minValue(0));
const whole = (low: number, high: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high));
const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{8,64}$/));
/** The length is looked at before the items, so that an endless list costs nothing. */
const listOf = <T extends v.GenericSchema>(item: T, most: number) =>
  v.pipe(
    v.unknown(),
    v.check((list) => !Array.isArray(list) || list.length <= most, `has more than ${most} entries`),
    v.array(item),
  );

const GRID = v.object({ rows: whole(1, MAX_SIDE), cols: whole(1, MAX_SIDE) });

export const PART = v.object({
  kind: v.picklist(['patches', 'words', 'frames', 'queries', 'special', 'other']),
  from: whole(0, 1e6),
  to: whole(0, 1e6),
  grid: v.optional(GRID),
  label: text(200),
});

export const STREAM = v.object({ id: text(80), parts: listOf(PART, MAX_PARTS) });

/** A map over the patches of the image, row-major, mass 1 unless all zero (signed maps: absolute mass 1). */
const IMAGE_MAP = v.object({
  ...GRID.entries,
  values: listOf(share, MAX_PATCHES),
  /** Sum of the map before normalisation (of absolute values for signed maps). */
  rawMass: mass,
});

/** A map over `tokens`, as long as these; special tokens are 0. */
const TEXT_MAP = v.object({ values: listOf(share, MAX_TOKENS), rawMass: mass });

/** A map over all tokens of a stream that is neither the image's nor the text's. */
const STREAM_MAP = v.object({ stream: text(80), values: listOf(share, MAX_PATCHES), rawMass: mass });

const METHOD = v.object({
  id: text(40),
  importance: v.optional(text(40)),
  startLayer: whole(0, 255),
  /** Where the model sees an image. */
  image: v.optional(IMAGE_MAP),
  /** Where the model reads a text. */
  text: v.optional(TEXT_MAP),
  others: v.optional(listOf(STREAM_MAP, MAX_STREAMS)),
  /** What a reader must know to judge the map: baseline, steps and completeness error, window and stride. */
  facts: v.optional(v.record(text(60), v.union([finite, text(400)]))),
});

const ANSWER = v.object({
  text: letters(MAX_LONG_ANSWER),
  probability: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  logit: finite,
});

export const DOCUMENT = v.object({
  schema: v.literal(DOCUMENT_SCHEMA),
  model: v.object({ id: text(200), sha256: digest }),
  /** SHA-256 of the RGBA bytes that preprocessing received. Absent where the model sees no image. */
  image: v.optional(v.object({ sha256: digest, width: whole(1, 100_000), height: whole(1, 100_000) })),
  question: letters(MAX_QUESTION),
  /**
   * Display text of each token, special tokens included, e.g. `<|startoftext|>`, `what`, `is`, …, `<|endoftext|>`. A
   * character of several tokens stands in the first of them, and the others are empty.
   */
  tokens: listOf(text(200), MAX_TOKENS),
  /** Word that each token belongs to, from 0; −1 for special tokens. As long as `tokens`. */
  words: listOf(whole(-1, MAX_TOKENS), MAX_TOKENS),
  /** Streams of tokens that the model's attention works on, and what each token stands for. */
  streams: listOf(STREAM, MAX_STREAMS),
  /** Zero-shot models: the prompt, made from question and explained answer, whose tokens `tokens` are. */
  prompt: v.optional(letters(MAX_PROMPT)),
  /** As they were given; absent: those that the question's own wording gives. Computed again with them. */
  choices: v.optional(CHOICES),
  answers: listOf(ANSWER, 20_000),
  target: v.object({ answer: letters(MAX_LONG_ANSWER), versus: v.optional(letters(MAX_LONG_ANSWER)) }),
  /** The answer is a sentence, of which token `token` is explained. */
  sentence: v.optional(
    v.object({
      tokens: listOf(text(200), MAX_TOKENS),
      words: listOf(whole(-1, MAX_TOKENS), MAX_TOKENS),
      token: whole(0, MAX_TOKENS),
    }),
  ),
  methods: v.pipe(listOf(METHOD, 64), v.minLength(1)),
  /** Milliseconds. */
  timings: v.optional(v.record(text(40), finite), {}),
  /** Plain sentences a reader should know, e.g. that the question was cut at the model's length. */
  notices: v.optional(listOf(text(400), 20)),
  /** The picture is of a kind that the model never saw in training. */
  guess: v.optional(v.literal(true)),
  /** Revisions of how the picture and the texts were read (see `READING`); 1 when left out. */
  reading: v.optional(v.object({ pictures: whole(1, 1000), texts: whole(1, 1000) })),
});

type Deep<T> = T extends readonly (infer E)[]
  ? readonly Deep<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Deep<T[K]> }
    : T;

export type ExplanationDocument = Deep<v.InferOutput<typeof DOCUMENT>>;
export type MethodResult = ExplanationDocument['methods'][number];
export type ImageMap = NonNullable<MethodResult['image']>;
export type TextMap = NonNullable<MethodResult['text']>;
export type StreamMap = NonNullable<MethodResult['others']>[number];
export type Answer = ExplanationDocument['answers'][number];
