/** An explanation on show. */
import type { ExplanationDocument } from '../../src/ask';
import type { AnswersReply, ExplanationReply } from '../../workers/protocol';
import type { PageImage } from '../image/pageImage';
import type { PageAsked } from './asked';

/** An explanation together with what was asked, so that views never mix two generations. */
export interface Shown {
  readonly reply: ExplanationReply;
  readonly image: PageImage;
  readonly asked: PageAsked;
  /** Index into the document's `methods` for each panel. */
  readonly columns: readonly [number, number];
}

/** An explanation that the worker did not make: without weights, and nothing can be asked about it. */
export const fromElsewhere = (
  document: ExplanationDocument,
  image: PageImage,
  asked: PageAsked,
): { readonly shown: Shown; readonly answers: AnswersReply } => ({
  shown: {
    reply: { type: 'explanation', id: 0, document, weights: [] },
    image,
    asked,
    columns: [0, document.methods.length > 1 ? 1 : 0],
  },
  answers: answersOf(document),
});

/** A document's answers as the worker tells them. */
export const answersOf = ({ answers, notices = [] }: ExplanationDocument): AnswersReply => ({
  type: 'answers',
  id: 0,
  answers,
  notices,
  answerMs: 0,
});
