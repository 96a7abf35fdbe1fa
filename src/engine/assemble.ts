import { DOCUMENT_SCHEMA, READING, type ExplanationDocument, type MethodResult } from '../ask/document';
import type { Choices } from '../ask/asked';
import type { Answer } from '../ask/document';
import type { MethodOptions } from '../methods/method';
import { methodById } from '../methods/registry';
import { normaliseMap } from '../relevance/display';
import type { StreamMaps } from '../relevance/types';
import type { Subject } from './architecture';
import { imageMapOf, otherStreams, textMapOf } from './maps';
import type { TargetVector } from './target';
import type { ModelFacts } from './types';

/** Answers that a document lists; the target and its rival are there whatever their rank. */
const ANSWERS_LISTED = 10;

/** Everything that an explanation's document is made of. */
export interface Findings {
  readonly facts: ModelFacts;
  readonly image: { readonly sha256: string; readonly width: number; readonly height: number };
  readonly question: string;
  readonly choices?: Choices | undefined;
  /** Most probable first. */
  readonly answers: readonly Answer[];
  readonly notices: readonly string[];
  readonly subject: Subject;
  readonly target: TargetVector;
  readonly methods: readonly MethodOptions[];
  /** One a method. */
  readonly maps: readonly { readonly maps: StreamMaps; readonly facts?: MethodResult['facts'] }[];
  readonly timings: Readonly<Record<string, number>>;
}

/** Puts an explanation into the document that page, command and library share (schema in `src/ask/document.ts`). */
export function explanationDocument(found: Findings): ExplanationDocument {
  const { facts, image, question, choices, answers, notices, subject, target, timings } = found;
  const named = [target.answer, target.versus];
  return {
    schema: DOCUMENT_SCHEMA,
    model: { id: facts.id, sha256: facts.sha256 },
    image: { sha256: image.sha256, width: image.width, height: image.height },
    question,
    tokens: subject.tokens,
    words: subject.wordIds,
    streams: subject.streams,
    ...(subject.prompt === undefined ? {} : { prompt: subject.prompt }),
    ...(choices === undefined ? {} : { choices }),
    answers: answers.filter(({ text }, rank) => rank < ANSWERS_LISTED || named.includes(text)),
    target:
      target.versus === undefined
        ? { answer: target.answer }
        : { answer: target.answer, versus: target.versus },
    methods: found.methods.map((method, n) => resultOf(method, found.maps[n]!, found)),
    timings,
    ...(notices.length > 0 ? { notices } : {}),
    reading: READING,
  };
}

function resultOf(
  { id, importance, startLayer = 0 }: MethodOptions,
  { maps, facts: told }: Findings['maps'][number],
  { facts, subject }: Findings,
): MethodResult {
  const image = normaliseMap(imageMapOf(maps, subject));
  const special = subject.wordIds.map((word) => word < 0);
  const text = normaliseMap(textMapOf(maps, subject), special);
  const others = otherStreams(subject).map(({ id: stream }) => {
    const { values, rawMass } = normaliseMap(maps[stream]!);
    return { stream, values: [...values], rawMass };
  });
  const weighs = importance !== undefined && methodById(id).needs.includes('importance');
  return {
    id,
    ...(weighs ? { importance } : {}),
    startLayer,
    image: { ...facts.grid, values: [...image.values], rawMass: image.rawMass },
    text: { values: [...text.values], rawMass: text.rawMass },
    ...(others.length > 0 ? { others } : {}),
    ...(told ? { facts: told } : {}),
  };
}
