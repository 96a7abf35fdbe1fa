import type { Question } from '../../src/scene';

/** The right answer to a question about a scene, and the indices of the stickers that justify it. */
export type Truth = Pick<Question, 'answer' | 'objects'>;

/** Looks for the truth of a question; an aborted search ends with nothing. */
export type Search = (question: string, signal?: AbortSignal) => Promise<Truth | undefined>;
