import { useEffect, useState } from 'react';
import { viewOf } from '../../src/ask/view';
import { useThemeOnRoot } from '../hooks/useShownTheme';
import { currentLink } from '../share/currentLink';
import { usePlayground, useShare, useStores, useView } from '../hooks/stores';
import { Pictures } from '../ask/Pictures';
import { QuestionBox } from '../ask/QuestionBox';
import { useStatus } from '../header/StatusLine';
import { LiveRegion } from '../live/LiveRegion';
import { AnswerLine } from '../middle/AnswerLine';
import { ColourKey } from '../middle/ColourKey';
import { Columns } from '../middle/Columns';
import { Compared } from '../middle/Compared';
import { EmptyColumns } from '../middle/EmptyColumns';
import { WhyLine } from '../middle/WhyLine';
import LinkBanner from '../middle/LinkBanner';
import { Messages } from '../middle/Messages';
import { useShownMaps } from '../maps/useShownMaps';
import logo from '../header/logo.svg';
import { aloud } from '../text/status';
import '../styles/embed.css';
import { wholePage, type EmbedPart } from './options';

/** An explanation within another page: the maps, and as much around them as the address names. */
export function EmbedPage({ parts }: { readonly parts: ReadonlySet<EmbedPart> }) {
  useThemeOnRoot();
  const maps = useShownMaps();
  const { isBusy, question, takesQuestion } = usePlayground(({ phase, asked, info }) => ({
    isBusy: phase !== 'idle',
    question: asked.question,
    takesQuestion: info?.asks !== 'nothing',
  }));
  const isDisputed = useShare(
    ({ opened }) => opened?.phase === 'picture' || opened?.verdict?.reproduced === false,
  );
  return (
    <main className="embed" aria-label="Whylight" aria-busy={isBusy}>
      <Messages />
      {isDisputed && <LinkBanner />}
      {parts.has('images') && <Pictures canEdit={false} />}
      {parts.has('question') && takesQuestion ? (
        <QuestionBox />
      ) : (
        <h1 className="embed-question" dir="auto">
          {question}
        </h1>
      )}
      {parts.has('answers') && <AnswerLine />}
      <div className="why">
        <WhyLine />
        {parts.has('view') && <Compared isAlwaysBoth />}
      </div>
      {maps ? (
        <div className={`why-body fades ${isBusy ? 'busy' : ''}`}>
          <Columns maps={maps} hasWords={parts.has('words')} isAlwaysBoth />
          {parts.has('scale') && <ColourKey maps={maps} />}
        </div>
      ) : (
        <EmptyColumns />
      )}
      <EmbedFooter />
    </main>
  );
}

/** Where this comes from, how far it is, and the way to all the rest. */
function EmbedFooter() {
  const { state, text } = useStatus();
  const verdict = useShare(({ opened }) => opened?.verdict);
  const address = useWholePage();
  return (
    <footer className="embed-footer">
      <img src={logo} alt="" />
      <p className="status" data-state={state} title={text}>
        <span className="dot" aria-hidden />
        <span className="status-text">{text}</span>
      </p>
      <LiveRegion status={aloud({ state, text })} />
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
