import { useEffect } from 'react';
import { SURFACES } from '../../src/surfaces';
import { usePlayground } from '../hooks/stores';
import { say } from '../live/said';
import type { ShownMaps } from '../maps/shownMaps';
import { shortTitle } from '../text/methods';

/** Says an explanation when it is there: “left rather than anything else: Weighted mostly the middle left, Equal …”. */
export function useFinished(maps: ShownMaps | undefined): void {
  const isExample = usePlayground(({ example }) => example !== undefined);
  const shown = isExample ? undefined : maps?.shown;
  useEffect(() => {
    if (shown && maps) say(finishedSentence(maps));
    // A replay draws other maps of the same explanation, which is finished already.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once an explanation
  }, [shown]);
}

/** What was explained, and where each method sees most of it. */
export function finishedSentence({ shown, panels, grid, isGuess }: ShownMaps): string {
  const { answer, versus } = shown.reply.document.target;
  const each = panels.map(({ method, image }) =>
    [shortTitle(method), SURFACES.picture.where(grid, image)].filter(Boolean).join(' '),
  );
  return `${answer}${isGuess ? ', a guess,' : ''} rather than ${versus ?? 'anything else'}: ${each.join(', ')}.`;
}
