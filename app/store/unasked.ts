import type { ModelInfo } from '../../workers/protocol';

/** What of the store tells whether anything is asked. */
interface Asking {
  readonly asked: { readonly question: string };
  readonly info: ModelInfo | undefined;
}

/** Nothing is asked yet of a model that wants a question; one that takes none is asked by its picture alone. */
export const isUnasked = ({ asked, info }: Asking): boolean =>
  info?.asks !== 'nothing' && asked.question.trim() === '';
