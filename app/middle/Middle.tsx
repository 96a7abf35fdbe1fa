import { lazy } from 'react';
import { useStore } from 'zustand';
import { Part } from '../controls/Part';
import { useEditor, usePlayground, useShare, useStores } from '../hooks/stores';
import { Messages } from './Messages';
import { useShownMaps } from '../maps/useShownMaps';
import { AnswerLine } from './AnswerLine';
import { ColourKey } from './ColourKey';
import { Columns } from './Columns';
import { Compared } from './Compared';
import { EmptyColumns } from './EmptyColumns';
import { GuessLine } from './GuessLine';
import { Notices } from './Notices';
import { useIsOffered } from '../hooks/useIsOffered';
import { useFinished } from './useFinished';
import { useMiddleKeys } from './useMiddleKeys';
import { WhyLine } from './WhyLine';

const PhotographOffer = lazy(() => import('./PhotographOffer'));
const LinkBanner = lazy(() => import('./LinkBanner'));
const OfflineBanner = lazy(() => import('./OfflineBanner'));
const Editor = lazy(() => import('../editor/Editor'));

/** The middle: what came out, why, and beneath it one column a method. */
export function Middle() {
  const maps = useShownMaps();
  // Also while what has been computed is not drawn yet.
  const isBusy = usePlayground(({ phase, shown }) => phase !== 'idle' || shown !== maps?.shown);
  const hasNews = useStore(
    useStores().offline,
    ({ update, notice }) => update !== 'none' || notice !== undefined,
  );
  const isOpened = useShare(({ opened }) => opened !== undefined);
  const onKey = useMiddleKeys();
  const offers = useIsOffered();
  useFinished(offers ? undefined : maps);
  return (
    <main className="compare" aria-label="Compare" aria-busy={isBusy} {...onKey}>
      <Messages />
      {hasNews && (
        <Part title="The message about this version">
          <OfflineBanner />
        </Part>
      )}
      {isOpened && (
        <Part title="What is known of the link">
          <LinkBanner />
        </Part>
      )}
      <AnswerLine />
      <Notices />
      {offers ? (
        <Part title="The offer of another model" fallback={<div className="offer-space" aria-hidden />}>
          <PhotographOffer />
        </Part>
      ) : (
        <Why maps={maps} isBusy={isBusy} />
      )}
    </main>
  );
}

interface WhyProps {
  readonly maps: ReturnType<typeof useShownMaps>;
  readonly isBusy: boolean;
}

/** What is held against what, and the columns beneath. */
function Why({ maps, isBusy }: WhyProps) {
  const isEditing = useEditor(({ isOpen }) => isOpen);
  return (
    <>
      <div className="why">
        <WhyLine />
        <Compared />
      </div>
      <GuessLine />
      <div className={isEditing ? 'edit-layout' : 'why-body'}>
        {isEditing && (
          <Part title="The scene editor" fallback={<div className="stage" style={{ aspectRatio: '1' }} />}>
            <Editor />
          </Part>
        )}
        {maps ? (
          <div className={`why-body fades ${isBusy && !isEditing ? 'busy' : ''}`}>
            <Columns maps={maps} />
            <ColourKey maps={maps} />
          </div>
        ) : (
          <EmptyColumns />
        )}
      </div>
    </>
  );
}
