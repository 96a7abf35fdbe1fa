/** Between what a link holds and the document of an explanation. */
import { DOCUMENT_SCHEMA, type Answer, type ExplanationDocument } from './document';
import type { LinkResult, LinkState } from './fields';

/** Answers that travel, besides those of the target. */
const TOP = 5;

/** What a link keeps of an explanation: `imageSize` is the side of the model's input, in pixels. */
export function resultOf(
  document: ExplanationDocument,
  backend: LinkResult['backend'],
  imageSize: number,
): LinkResult {
  const { tokens, target, methods, image } = document;
  return {
    backend,
    imageSize,
    pixels: image.sha256.slice(0, 16),
    tokens,
    answers: topAnswers(document),
    target,
    methods,
  };
}

function topAnswers({ answers, target }: ExplanationDocument): Answer[] {
  const named = [target.answer, target.versus];
  return answers.filter(({ text }, rank) => rank < TOP || named.includes(text));
}

/** The link's claim as a document, with digests cut short and no timings; undefined when it holds no result. */
export function documentOf(link: LinkState): ExplanationDocument | undefined {
  const { model, digest, question, result, caption, candidates } = link;
  if (!result) return undefined;
  const choices = caption ? 'caption' : candidates;
  const { answer, versus } = result.target;
  return {
    schema: DOCUMENT_SCHEMA,
    model: { id: model, sha256: digest },
    image: { sha256: result.pixels, width: result.imageSize, height: result.imageSize },
    question,
    tokens: result.tokens,
    ...(choices === undefined ? {} : { choices }),
    answers: result.answers,
    target: versus === undefined ? { answer } : { answer, versus },
    methods: result.methods,
    timings: {},
  };
}
