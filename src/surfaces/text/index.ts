import { moveInRow, spoken, type Surface } from '../surface';
import { sentencesOf } from './sentences';
import { isTarget, targetFrom } from '../targets';

/** Running text. Punctuation has values like any word, is drawn, and is never walked to. */
export const text: Surface<'text'> = {
  kind: 'text',
  label: 'Text',
  unit: 'word',
  size: ({ words }) => words.length,
  extent: ({ words }) => {
    const count = words.filter(isTarget).length;
    return `${count} ${count === 1 ? 'word' : 'words'}`;
  },
  // A sentence has no name but its own words, and these are too long to be said.
  where: () => undefined,
  partName: ({ words }, values, at) => `${words[at] ?? ''}, ${spoken(values[at] ?? 0)}`,
  move: ({ words }, at, key) => {
    if (key === 'PageDown' || key === 'PageUp') return moveBySentence(words, at, key);
    const next = moveInRow(words.length, at, key);
    if (next === undefined) return undefined;
    const step = next === 0 || (at !== undefined && next > at && key !== 'End') ? 1 : -1;
    return targetFrom(words, next, step) ?? at;
  },
  piece: async () => (await import('./piece')).drawText,
};

/** First target of the next sentence, or of this or the one before; at the ends the last and the first target. */
function moveBySentence(
  words: readonly string[],
  at: number | undefined,
  key: 'PageDown' | 'PageUp',
): number | undefined {
  const starts = sentencesOf(words)
    .map(({ from }) => targetFrom(words, from, 1))
    .filter((start) => start !== undefined);
  if (at === undefined) return key === 'PageDown' ? starts[0] : starts.at(-1);
  if (key === 'PageUp') return starts.findLast((start) => start < at) ?? starts[0];
  return starts.find((start) => start > at) ?? targetFrom(words, words.length - 1, -1);
}
