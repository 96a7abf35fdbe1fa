import { ProgressBar } from 'react-aria-components';
import { usePlayground } from '../hooks/stores';
import { ModelMenu } from '../models/ModelMenu';
import logo from './logo.svg';
import { MoreMenu } from './MoreMenu';
import { ShareMenu } from './ShareMenu';
import { StatusLine } from './StatusLine';

/** What runs, how it stands, and the two things to do with it: share, and more. */
export function Header() {
  return (
    <header className="top">
      <h1 className="brand">
        <img src={logo} alt="" />
        Whylight
      </h1>
      <ModelMenu />
      <StatusLine />
      <ShareMenu />
      <MoreMenu />
      <LoadBar />
    </header>
  );
}

/** Lies on the header's lower line, so that nothing moves when it comes and goes. */
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
