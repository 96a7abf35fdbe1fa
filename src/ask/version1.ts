/** Links of version 1, which are read and no longer written: flat fields with their lengths, and records by place. */
import { askedOf, type AskedMethod } from './asked';
import { ByteReader } from './bytes';
import { choice, flag, hex, list, number, text, whole, type Codec } from './codec';
import type { Answer, MethodResult } from './document';
import { LinkError } from './error';
import { BACKENDS, type LinkResult, type LinkState } from './fields';
import { linkImage, type LinkImage } from './image';
import { looseMaps } from './maps';
import { importance, methodId } from './methods';
import { upgraded } from './upgrade';
import { DEFAULT_VIEW, VIEW, viewOf, type View } from './view';

/** A codec that nothing is written with any more. */
type Reader<T> = Pick<Codec<T>, 'read'>;

const MAX_BYTES = 96_000;
const MAX_FIELDS = 64;
const MAX_LAYERS = 255;
/** UTF-8 bytes. */
const MAX_ANSWER = 200;
const MAX_QUESTION = 1000;
const answer = text(MAX_ANSWER);

/** Parts one after the other, in the order of the table; undefined ones are left out. */
const sequence = <T extends object>(parts: { readonly [Name in keyof T]-?: Reader<T[Name]> }): Reader<T> => ({
  read: (from) =>
    Object.fromEntries(
      Object.entries<Reader<unknown>>(parts)
        .map(([name, part]) => [name, part.read(from)] as const)
        .filter(([, value]) => value !== undefined),
    ) as T,
});

/** A number of parts, and these. */
const several = <T>(part: Reader<T>, most: number): Reader<readonly T[]> => ({
  read: (from) => Array.from({ length: from.whole(most) }, () => part.read(from)),
});

/** Whether there is the part, and the part. */
const optional = <T>(part: Reader<T>): Reader<T | undefined> => ({
  read: (from) => (flag.read(from) ? part.read(from) : undefined),
});

type OldMethod = Omit<AskedMethod, 'seed'>;
type OldMaps = Omit<MethodResult, 'others' | 'facts'>;
type OldResult = Pick<
  LinkResult,
  'backend' | 'imageSize' | 'pixels' | 'tokens' | 'answers' | 'target' | 'methods'
>;

const method = sequence<OldMethod>({ id: methodId, importance: optional(importance) });

const result = sequence<OldResult>({
  backend: choice(BACKENDS),
  imageSize: whole(4096),
  pixels: hex(8),
  tokens: list(text(80), 128),
  answers: several(
    sequence<Answer>({ text: answer, probability: number(0, 1), logit: number(-1e6, 1e6) }),
    16,
  ),
  target: sequence<LinkResult['target']>({ answer, versus: optional(answer) }),
  methods: several(
    sequence<OldMaps>({
      id: methodId,
      importance: optional(importance),
      startLayer: whole(MAX_LAYERS),
      image: looseMaps.imageMap,
      text: looseMaps.textMap,
    }),
    8,
  ),
});

interface OldState extends Pick<View, 'mode' | 'smooth' | 'opacity' | 'contours' | 'perMap' | 'swipe'> {
  readonly model: string;
  readonly digest: string;
  readonly image: LinkImage;
  readonly question: string;
  readonly answer: string;
  readonly versus: string;
  readonly panels: readonly OldMethod[];
  readonly startLayer: number;
  readonly result: OldResult;
  readonly source: string;
  readonly candidates: readonly string[];
  readonly caption: boolean;
}

/** Numbers and readers. A view's field was written as it is now. */
const OLD: { readonly [Name in keyof OldState]: readonly [number, Reader<OldState[Name]>] } = {
  model: [1, text(120)],
  digest: [2, hex(6)],
  image: [3, linkImage],
  question: [4, text(MAX_QUESTION)],
  answer: [5, answer],
  versus: [6, answer],
  panels: [7, several(method, 2)],
  startLayer: [8, whole(MAX_LAYERS)],
  mode: [9, VIEW.mode.codec],
  smooth: [10, VIEW.smooth.codec],
  opacity: [11, VIEW.opacity.codec],
  contours: [12, VIEW.contours.codec],
  perMap: [13, VIEW.perMap.codec],
  swipe: [14, VIEW.swipe.codec],
  result: [15, result],
  source: [16, text(400)],
  candidates: [17, list(answer, 200)],
  caption: [18, flag],
};

/** Each field's number, length and bytes. @throws LinkError */
function readFields(from: ByteReader): Partial<OldState> {
  const found = new Map<string, unknown>();
  while (!from.done) {
    const wanted = from.whole(MAX_FIELDS);
    const body = new ByteReader(from.bytes(MAX_BYTES));
    const entry = Object.entries(OLD).find(([, [fieldNumber]]) => fieldNumber === wanted);
    if (!entry) throw new LinkError(`there is no field ${wanted}`);
    const [name, [, reader]] = entry;
    if (found.has(name)) throw new LinkError(`field ${name} stands twice`);
    found.set(name, reader.read(body));
    if (!body.done) throw new LinkError(`field ${name} is too long`);
  }
  return Object.fromEntries(found);
}

/** What a link of version 1 says, as one of today's would. @throws LinkError */
export function readVersion1(from: ByteReader): LinkState {
  const old = readFields(from);
  const { model = '', digest = '', source = '', question = '', panels: methods = [] } = old;
  return {
    model,
    digest,
    source,
    image: old.image,
    asked: askedOf({
      question,
      choices: old.caption ? 'caption' : old.candidates,
      target: { answer: old.answer, versus: old.versus },
      methods,
      startLayer: old.startLayer,
    }),
    view: viewOf({ ...DEFAULT_VIEW, ...old }),
    result: old.result && upgraded(old.result),
  };
}
