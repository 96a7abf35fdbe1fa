import { lazy, useRef, useState } from 'react';
import { Button, Dialog, Popover } from 'react-aria-components';
import { Part } from '../controls/Part';
import { say } from '../live/said';

const SharePanel = lazy(() => import('./SharePanel'));
const SAID_MS = 2500;

/** Opens what can be passed on: the link first, then its code, figures and files. */
export function ShareMenu() {
  const [isOpen, setOpen] = useState(false);
  const [copied, setCopied] = useState('');
  const anchor = useRef<HTMLButtonElement>(null);
  const onDone = (text: string) => {
    setOpen(false);
    if (text === '') return;
    setCopied(text);
    say(text);
    setTimeout(() => setCopied(''), SAID_MS);
  };
  return (
    <div className="share">
      <Button ref={anchor} className="button" onPress={() => setOpen(true)}>
        Share
      </Button>
      <span className="copied" aria-hidden>
        {copied}
      </span>
      <Popover
        className="popover"
        triggerRef={anchor}
        placement="bottom end"
        isOpen={isOpen}
        onOpenChange={setOpen}
      >
        <Dialog aria-label="Share">
          <Part title="What can be shared" fallback={<p className="quiet">Getting ready</p>}>
            <SharePanel onDone={onDone} />
          </Part>
        </Dialog>
      </Popover>
    </div>
  );
}
