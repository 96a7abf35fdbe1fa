/**
 * The fields of a link: one table that gives number, type, default, parser and writer of each. A field that has its
 * default is left out. Numbers are never used again for something else; a change of meaning raises `LINK_VERSION`.
 */
import type { Answer, MethodResult } from './document';
import type { Importance } from '../relevance/types';
import type { MethodId } from '../methods/method-id';
import {
  choice,
  flag,
  hex,
  hundredths,
  list,
  number,
  optional,
  record,
  text,
  whole,
  type Codec,
} from './codec';
import { linkImage, type LinkImage } from './image';
import { imageMap, MAX_TOKENS, textMap } from './maps';

/** Version of links that this code writes, and the newest that it reads. */
export const LINK_VERSION = 1;

// Lists below are written by place: add at the end, never remove.
const METHOD_IDS = [
  'equal',
  'weighted',
  'convex',
  'layer-mean',
  'shuffled',
  'equal-no-normalisation',
  'equal-no-self',
  'raw',
  'rollout',
  'gradcam',
  'random',
  'centre',
  'occlusion',
  'inputxgradient',
  'integrated-gradients',
  'grad-eclip',
] as const satisfies readonly MethodId[];
const IMPORTANCE_IDS = ['norm', 'norm-ln', 'gradient', 'mixing'] as const satisfies readonly Importance[];
const MODES = ['side', 'swipe', 'difference'] as const;
export const BACKENDS = ['wasm', 'webgpu', 'cpu'] as const;

/** What a link asks to be computed for one panel. */
export interface LinkMethod {
  readonly id: MethodId;
  readonly importance?: Importance | undefined;
}

/** What the sender saw. Maps are rounded to bytes, other numbers to single precision. */
export interface LinkResult {
  readonly backend: (typeof BACKENDS)[number];
  /** Side of the model's input in pixels: where the patches lie. */
  readonly imageSize: number;
  /** Beginning of the SHA-256 of the pixels that were explained. */
  readonly pixels: string;
  readonly tokens: readonly string[];
  /** The most probable answers, and those of the target. */
  readonly answers: readonly Answer[];
  readonly target: { readonly answer: string; readonly versus?: string | undefined };
  readonly methods: readonly LinkMaps[];
}

const MAX_ANSWER = 200;
const MAX_LAYERS = 255;
const MAX_CANDIDATES = 200;
export const MAX_QUESTION = 1000;

const linkMethod = record<LinkMethod>({
  id: choice(METHOD_IDS),
  importance: optional(choice(IMPORTANCE_IDS)),
});

/** A method's maps; facts that only some methods tell stay behind. */
type LinkMaps = Pick<MethodResult, 'id' | 'importance' | 'startLayer' | 'image' | 'text'>;

const methodResult = record<LinkMaps>({
  id: choice(METHOD_IDS),
  importance: optional(choice(IMPORTANCE_IDS)),
  startLayer: whole(MAX_LAYERS),
  image: imageMap,
  text: textMap,
});

const linkResult = record<LinkResult>({
  backend: choice(BACKENDS),
  imageSize: whole(4096),
  pixels: hex(8),
  tokens: list(text(80), MAX_TOKENS),
  answers: list(
    record<Answer>({ text: text(MAX_ANSWER), probability: number(0, 1), logit: number(-1e6, 1e6) }),
    16,
  ),
  target: record<LinkResult['target']>({ answer: text(MAX_ANSWER), versus: optional(text(MAX_ANSWER)) }),
  methods: list(methodResult, 8),
});

/** Everything that a link says. */
export interface LinkState {
  readonly model: string;
  /** Beginning of the model's SHA-256, hexadecimal. */
  readonly digest: string;
  readonly image: LinkImage | undefined;
  readonly question: string;
  /** The answer to explain; absent: the model's first. */
  readonly answer: string | undefined;
  readonly versus: string | undefined;
  readonly panels: readonly LinkMethod[];
  /** Absent: the model's recommendation. */
  readonly startLayer: number | undefined;
  readonly mode: (typeof MODES)[number];
  readonly smooth: boolean;
  readonly opacity: number;
  readonly contours: boolean;
  readonly perMap: boolean;
  readonly swipe: number;
  readonly result: LinkResult | undefined;
  /** Where the model is fetched from; empty: it comes with the page. */
  readonly source: string;
  /** Answers to choose from, for models that answer zero-shot; absent: those that the question asks for. */
  readonly candidates: readonly string[] | undefined;
  /** The text is a caption. */
  readonly caption: boolean;
}

export interface Field<T> {
  readonly number: number;
  readonly codec: Codec<T>;
  readonly initial: T;
}

/** An absent optional field is simply not written, so its codec never sees `undefined`. */
const absent = <T>(number: number, codec: Codec<T>): Field<T | undefined> => ({
  number,
  codec: codec,
  initial: undefined,
});

const field = <T>(number: number, codec: Codec<T>, initial: T): Field<T> => ({ number, codec, initial });

export const FIELDS: { readonly [Name in keyof LinkState]: Field<LinkState[Name]> } = {
  model: field(1, text(120), ''),
  digest: field(2, hex(6), ''),
  image: absent(3, linkImage),
  question: field(4, text(MAX_QUESTION), ''),
  answer: absent(5, text(MAX_ANSWER)),
  versus: absent(6, text(MAX_ANSWER)),
  panels: field(7, list(linkMethod, 2), []),
  startLayer: absent(8, whole(MAX_LAYERS)),
  mode: field(9, choice(MODES), 'side'),
  smooth: field(10, flag, true),
  opacity: field(11, hundredths, 0.85),
  contours: field(12, flag, false),
  perMap: field(13, flag, false),
  swipe: field(14, hundredths, 0.5),
  result: absent(15, linkResult),
  source: field(16, text(400), ''),
  candidates: absent(17, list(text(MAX_ANSWER), MAX_CANDIDATES)),
  caption: field(18, flag, false),
};

/** A link that says nothing. */
export const EMPTY_LINK = Object.fromEntries(
  Object.entries(FIELDS).map(([name, { initial }]) => [name, initial]),
) as unknown as LinkState;
