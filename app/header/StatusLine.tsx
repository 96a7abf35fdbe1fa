import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { useStore } from 'zustand';
import { usePlayground, useStores } from '../hooks/stores';
import { useOnline } from '../hooks/useOnline';
import { statusOf } from '../text/status';

/** One quiet sentence: what is going on. What ran where, and each time, is a touch away. */
export function StatusLine() {
  const { state, text, details } = useStatus();
  return (
    <span className="status" data-state={state} title={details.join(' ')}>
      <DialogTrigger>
        <Button className="status-open">
          <span className="dot" aria-hidden />
          <span className="status-text">{text}</span>
        </Button>
        <Popover className="popover" placement="bottom end">
          <Dialog aria-label="How it was computed">
            <div className="stack">
              <p>{text}</p>
              {details.map((line) => (
                <p key={line} className="quiet">
                  {line}
                </p>
              ))}
            </div>
          </Dialog>
        </Popover>
      </DialogTrigger>
    </span>
  );
}

/** The status with what the network and the browser's store add to it. */
export function useStatus(): ReturnType<typeof statusOf> {
  // Compared part by part, so that a progress of bytes alone draws this line alone.
  const said = usePlayground((state) => {
    const status = statusOf(state);
    return { ...status, details: status.details.join('\n') };
  });
  const isOnline = useOnline();
  const isKept = useStore(useStores().offline, (offline) => offline.isKept);
  return {
    state: said.state,
    text: isOnline ? said.text : `Offline. ${said.text}`,
    details: [
      ...(said.details === '' ? [] : said.details.split('\n')),
      ...(isOnline ? [] : ['Offline. All that is on this page goes on.']),
      ...(isKept ? ['Kept in this browser: it works without a network.'] : []),
    ],
  };
}
