import { methodById, normaliseMap, type ExplainedMaps, type MethodOptions } from '../relevance';
import { DOCUMENT_SCHEMA, type ExplanationDocument, type MethodResult } from '../ask/document';
import type { TargetVector } from './target';
import type { Answered, EncodedImage, EngineInfo } from './types';

/** Answers that a document lists; the target and its rival are there whatever their rank. */
const ANSWERS_LISTED = 10;

/** Puts an explanation into the document that page, command and library share (schema in `document.ts`). */
export function explanationDocument(
  info: EngineInfo,
  asked: Answered & Pick<ExplanationDocument, 'prompt' | 'choices'> & { readonly image: EncodedImage },
  target: TargetVector,
  methods: readonly MethodOptions[],
  maps: readonly (ExplainedMaps & { readonly facts?: MethodResult['facts'] })[],
  timings: Readonly<Record<string, number>>,
): ExplanationDocument {
  const { tokens, answers } = asked;
  const special = tokens.map((_, i) => i === 0 || i === tokens.length - 1);
  const named = [target.answer, target.versus];
  return {
    schema: DOCUMENT_SCHEMA,
    model: { id: info.id, sha256: info.sha256 },
    image: { sha256: asked.image.sha256, width: asked.image.width, height: asked.image.height },
    question: asked.question,
    tokens,
    ...(asked.prompt === undefined ? {} : { prompt: asked.prompt }),
    ...(asked.choices === undefined ? {} : { choices: asked.choices }),
    answers: answers.filter(({ text }, rank) => rank < ANSWERS_LISTED || named.includes(text)),
    target:
      target.versus === undefined
        ? { answer: target.answer }
        : { answer: target.answer, versus: target.versus },
    methods: methods.map(({ id, importance, startLayer = 0 }, n) => {
      const image = normaliseMap(maps[n]!.image);
      const text = normaliseMap(maps[n]!.text, special);
      const weighted = importance !== undefined && methodById(id).needs.includes('importance');
      return {
        id,
        ...(weighted ? { importance } : {}),
        startLayer,
        image: { ...info.grid, values: [...image.values], rawMass: image.rawMass },
        text: { values: [...text.values], rawMass: text.rawMass },
        ...(maps[n]!.facts ? { facts: maps[n]!.facts } : {}),
      };
    }),
    timings,
    ...(asked.notices.length > 0 ? { notices: asked.notices } : {}),
  };
}
