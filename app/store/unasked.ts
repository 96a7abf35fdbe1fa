import type { PlaygroundState } from './playground';

/** Nothing is asked yet of a model that wants a question; one that takes none is asked by its picture alone. */
export const isUnasked = ({ asked, info }: Pick<PlaygroundState, 'asked' | 'info'>): boolean =>
  info?.asks !== 'nothing' && asked.question.trim() === '';
