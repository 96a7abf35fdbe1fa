import { Button, ProgressBar } from 'react-aria-components';
import { useOnline } from '../hooks/useOnline';
import { useStore } from 'zustand';
import { usePlayground, useSetView, useStores, useView } from '../hooks/stores';
import type { Theme } from '../store/view';
import { statusOf } from '../text/status';
import { CopyLink } from './CopyLink';
import { ExportMenu } from './ExportMenu';
import { ModelMenu } from './models/ModelMenu';
import logo from './logo.svg';

export function Header({ onInspect }: { readonly onInspect: () => void }) {
  return (
    <header className="top">
      <h1 className="brand">
        <img src={logo} alt="" />
        Whylight
      </h1>
      <ModelMenu />
      <StatusLine />
      <Button className="button inspect-open" onPress={onInspect}>
        Inspect
      </Button>
      <TourButton />
      <ThemeButton />
      <ExportMenu />
      <CopyLink />
      <LoadBar />
    </header>
  );
}

/** One quiet line: what is loading or running, on what, and how long it took. */
function StatusLine() {
  const { state, text: said } = usePlayground(statusOf);
  const online = useOnline();
  const isKept = useStore(useStores().offline, (offline) => offline.isKept);
  const text = online ? said : `${said} · offline, all goes on in this browser`;
  return (
    <div
      className="status"
      data-state={state}
      title={isKept ? `${text} · kept in this browser, works without a network` : text}
    >
      <span className="dot" aria-hidden />
      <span role="status" aria-label="Status" aria-live="polite">
        {text}
      </span>
    </div>
  );
}

function TourButton() {
  const isSeen = useView((view) => view.isTourSeen);
  const setView = useSetView();
  return (
    <Button
      className={`button tour-open ${isSeen ? 'plain' : 'new'}`}
      aria-label="Take the tour"
      onPress={() => setView({ tourStep: 0 })}
    >
      {isSeen ? 'Tour' : 'Take the tour'}
    </Button>
  );
}

function LoadBar() {
  const load = usePlayground((state) => state.load);
  if (load.phase !== 'loading') return null;
  const known = load.total > 0;
  return (
    <ProgressBar
      className="load-bar"
      aria-label="Loading the model"
      isIndeterminate={!known}
      value={load.loaded}
      maxValue={known ? load.total : 1}
    >
      {({ percentage }) => <div style={{ width: `${percentage ?? 15}%` }} />}
    </ProgressBar>
  );
}

const NEXT: Readonly<Record<Theme, Theme>> = { auto: 'light', light: 'dark', dark: 'auto' };
const THEME_NAME: Readonly<Record<Theme, string>> = { auto: 'as the system', light: 'light', dark: 'dark' };

function ThemeButton() {
  const theme = useView((view) => view.theme);
  const setView = useSetView();
  return (
    <Button
      className="button plain icon"
      aria-label={`Theme: ${THEME_NAME[theme]}`}
      onPress={() => setView({ theme: NEXT[theme] })}
    >
      <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden>
        <circle cx="9" cy="9" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
        {theme === 'auto' && <path d="M9 2.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />}
        {theme === 'dark' && <circle cx="9" cy="9" r="6.5" fill="currentColor" />}
      </svg>
    </Button>
  );
}
