import { useState, type ReactNode } from 'react';
import type { State } from './states';

interface StatedProps {
  readonly state: State;
  /** Said where the thing would have been. */
  readonly nothing: string;
  readonly empty: string;
  readonly children: ReactNode;
}

/** What stands around a thing in each state: the thing stays wherever it can. */
export function Stated({ state, nothing, empty, children }: StatedProps) {
  switch (state) {
    case 'usual':
    case 'partial':
    case 'stale':
    case 'guess':
      return children;
    case 'empty':
      return (
        <>
          {children}
          <p className="quiet">{empty}</p>
        </>
      );
    case 'nothing':
      return (
        <>
          {children}
          <p className="quiet">{nothing}</p>
        </>
      );
    case 'loading':
      return (
        <>
          <Loading />
          {children}
        </>
      );
    case 'offline':
      return (
        <>
          <p className="quiet">Offline. All that is on this page goes on.</p>
          {children}
        </>
      );
    case 'error':
      return (
        <p className="gallery-said">
          Not enough memory for the maps (1.4 GB asked for). Answer and conversation are kept.
        </p>
      );
  }
}

/** The next model is on its way; what is on the page stays usable. */
function Loading() {
  const [isPaused, setPaused] = useState(false);
  return (
    <div className="gallery-loading">
      <div className="door-track">
        <div style={{ width: '23%' }} />
      </div>
      <div className="offer-progress-line">
        <span className="quiet">
          {isPaused ? 'Paused. What has come is kept.' : '41 of 180 MB, 9 MB a second, 16 s left'}
        </span>
        <button type="button" className="button plain" onClick={() => setPaused((before) => !before)}>
          {isPaused ? 'Go on' : 'Pause'}
        </button>
      </div>
    </div>
  );
}
