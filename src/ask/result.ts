/** Between what a link holds and the document of an explanation. */
import { IMPORTANCES } from '../relevance/importance';
import { askedOf, type Asked } from './asked';
import { DOCUMENT_SCHEMA, type Answer, type ExplanationDocument } from './document';
import type { LinkResult, LinkState } from './fields';
import { withWholeCharacters } from './upgrade';

/** Answers that travel, besides those of the target. */
const TOP = 5;

/** What a link keeps of an explanation. @param imageSize side of the model's input, in pixels */
export function resultOf(
  document: ExplanationDocument,
  backend: LinkResult['backend'],
  imageSize: number,
): LinkResult {
  const { schema: _, model: _model, question: _question, choices: _choices, ...kept } = document;
  const { timings: _timings, notices: _notices, image, reading, ...result } = kept;
  const isFirst = reading === undefined || (reading.pictures === 1 && reading.texts === 1);
  return {
    ...result,
    answers: topAnswers(document),
    backend,
    ...(image ? { imageSize, pixels: image.sha256.slice(0, 16) } : {}),
    ...(isFirst ? {} : { reading }),
  };
}

function topAnswers({ answers, target }: ExplanationDocument): Answer[] {
  const named = [target.answer, target.versus];
  return answers.filter(({ text }, rank) => rank < TOP || named.includes(text));
}

/** The link's claim as a document, with digests cut short and no timings; undefined when it holds no result. */
export function documentOf({ model, digest, asked, result }: LinkState): ExplanationDocument | undefined {
  if (!result) return undefined;
  const { backend: _, imageSize, pixels = '', ...kept } = result;
  const { question, choices } = asked;
  return {
    ...withWholeCharacters(kept),
    schema: DOCUMENT_SCHEMA,
    model: { id: model, sha256: digest },
    ...(imageSize === undefined ? {} : { image: { sha256: pixels, width: imageSize, height: imageSize } }),
    question,
    ...(choices === undefined ? {} : { choices }),
    timings: {},
  };
}

/**
 * What an explanation answers, to be asked again. An explanation of the model's first answer stays one of whatever is
 * first. Maps are asked for from the start layer of the first one.
 */
export function askedOfDocument({ question, choices, target, answers, methods }: ExplanationDocument): Asked {
  const isFirst = target.versus === undefined && target.answer === answers[0]?.text;
  return askedOf({
    question,
    choices,
    target: isFirst ? {} : target,
    methods: methods.map(({ id, importance }) => ({
      id,
      importance: IMPORTANCES.find((known) => known === importance),
    })),
    startLayer: methods[0]?.startLayer,
  });
}
