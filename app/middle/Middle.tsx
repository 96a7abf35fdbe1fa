import { lazy } from 'react';
import { Part } from '../controls/Part';
import { useEditor, usePlayground } from '../hooks/stores';
import { LinkBanner } from './LinkBanner';
import { Messages } from './Messages';
import { OfflineBanner } from './OfflineBanner';
import { useShownMaps } from '../maps/useShownMaps';
import { AnswerLine } from './AnswerLine';
import { ColourKey } from './ColourKey';
import { Columns } from './Columns';
import { Compared } from './Compared';
import { EmptyColumns } from './EmptyColumns';
import { GuessLine } from './GuessLine';
import { Notices } from './Notices';
import { useFinished } from './useFinished';
import { useMiddleKeys } from './useMiddleKeys';
import { WhyLine } from './WhyLine';

const Editor = lazy(() => import('../editor/Editor'));

/** The middle: what came out, why, and beneath it one column a method. */
export function Middle() {
  const maps = useShownMaps();
  const isEditing = useEditor(({ isOpen }) => isOpen);
  // Also while what has been computed is not drawn yet.
  const isBusy = usePlayground(({ phase, shown }) => phase !== 'idle' || shown !== maps?.shown);
  const onKey = useMiddleKeys();
  useFinished(maps);
  return (
    <main className="compare" aria-label="Compare" aria-busy={isBusy} {...onKey}>
      <Messages />
      <OfflineBanner />
      <LinkBanner />
      {isEditing && (
        <Part title="The scene editor" fallback={<div className="stage" style={{ aspectRatio: '1' }} />}>
          <Editor />
        </Part>
      )}
      <AnswerLine />
      <Notices />
      <div className="why">
        <WhyLine />
        <Compared />
      </div>
      <GuessLine />
      {maps ? (
        <div className={`why-body fades ${isBusy && !isEditing ? 'busy' : ''}`}>
          <Columns maps={maps} />
          <ColourKey maps={maps} />
        </div>
      ) : (
        <EmptyColumns />
      )}
    </main>
  );
}
