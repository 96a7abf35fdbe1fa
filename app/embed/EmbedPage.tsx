import { useEffect, useState } from 'react';
import { viewOf } from '../../src/ask/view';
import { useThemeOnRoot } from '../hooks/useShownTheme';
import { currentLink } from '../share/currentLink';
import { usePlayground, useShare, useStores, useView } from '../hooks/stores';
import { statusOf } from '../text/status';
import { Answers } from '../views/Answers';
import { ColourKey } from '../views/ColourKey';
import { Controls } from '../views/Compare';
import { Messages } from '../views/Messages';
import { EmptyPanels } from '../views/EmptyPanels';
import { Gallery } from '../views/Gallery';
import { LinkBanner } from '../views/LinkBanner';
import { DifferencePanel, SidePanels, SwipePanel } from '../views/Panels';
import { QuestionBox } from '../views/QuestionBox';
import { useShownMaps } from '../views/useShownMaps';
import { Words } from '../views/Words';
import logo from '../views/logo.svg';
import { wholePage, type EmbedPart } from './options';

/** An explanation within another page: the maps, and as much around them as the address names. */
export function EmbedPage({ parts }: { readonly parts: ReadonlySet<EmbedPart> }) {
  useThemeOnRoot();
  const maps = useShownMaps();
  const mode = useView((view) => view.mode);
  const { isBusy, question } = usePlayground(({ phase, asked }) => ({
    isBusy: phase !== 'idle',
    question: asked.question,
  }));
  const isDisputed = useShare(
    ({ opened }) => opened?.phase === 'picture' || opened?.verdict?.reproduced === false,
  );
  return (
    <main className="embed" aria-label="Whylight" aria-busy={isBusy}>
      <Messages />
      {isDisputed && <LinkBanner />}
      {parts.has('images') && <Gallery canEdit={false} />}
      {parts.has('question') ? <QuestionBox /> : <h1 className="embed-question">{question}</h1>}
      {maps ? (
        <div className={`fades ${isBusy ? 'busy' : ''}`}>
          {mode === 'side' && <SidePanels maps={maps} />}
          {mode === 'swipe' && <SwipePanel maps={maps} />}
          {mode === 'difference' && <DifferencePanel maps={maps} />}
          {parts.has('words') && <Words maps={maps} />}
          {parts.has('scale') && <ColourKey maps={maps} />}
        </div>
      ) : (
        <EmptyPanels />
      )}
      {parts.has('answers') && <Answers />}
      {parts.has('view') && <Controls />}
      <EmbedFooter />
    </main>
  );
}

/** Where this comes from, how far it is, and the way to all the rest. */
function EmbedFooter() {
  const { state, text } = usePlayground(statusOf);
  const verdict = useShare(({ opened }) => opened?.verdict);
  const address = useWholePage();
  return (
    <footer className="embed-footer">
      <img src={logo} alt="" />
      <div className="status" data-state={state} title={text}>
        <span className="dot" aria-hidden />
        <span role="status" aria-label="Status">
          {text}
        </span>
      </div>
      {verdict?.reproduced && (
        <span className="quiet" title={verdict.text}>
          Checked: reproduced
        </span>
      )}
      <a href={address} target="_blank" rel="noopener">
        Open in Whylight
      </a>
    </footer>
  );
}

/** The address of the whole page with what is on show here. */
function useWholePage(): string {
  const { playground, view } = useStores();
  const shown = usePlayground((state) =>
    state.phase === 'idle' && !state.example ? state.shown : undefined,
  );
  const look = useView((state) => JSON.stringify(viewOf(state)));
  const [fragment, setFragment] = useState(() => location.hash.slice(1));
  useEffect(() => {
    let wanted = true;
    if (!shown) return;
    currentLink(playground, view).then(
      (made) => {
        if (wanted) setFragment(made);
      },
      // What does not fit a link is opened as it came.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [shown, look, playground, view]);
  return wholePage(location.href, fragment);
}
