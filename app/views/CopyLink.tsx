import { lazy, useEffect, useRef, useState } from 'react';
import { Button, Dialog, Popover } from 'react-aria-components';
import { addressWith, copyText, sizeText } from '../share/copy';
import { currentLink } from '../share/currentLink';
import { usePlayground, useStores } from '../hooks/stores';
import { Caret } from '../controls/controls';
import { Part } from '../controls/Part';

const LinkOptions = lazy(() => import('./LinkOptions'));
const SAID_MS = 2500;
const MEASURE_AFTER_MS = 300;

/**
 * Copies the link of what is on show; its size stands beside before it is copied. A photograph is asked about first: it
 * leaves the page only inside a link that its owner wants.
 */
export function CopyLink() {
  const { playground, view } = useStores();
  const [said, setSaid] = useState('');
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);
  const size = useLinkSize();
  const { isPhotograph, hasQuestion } = usePlayground(({ image, asked }) => ({
    isPhotograph: image !== undefined && !image.scene && !image.jpeg,
    hasQuestion: asked.question.trim() !== '',
  }));
  const say = (text: string) => {
    setSaid(text);
    setTimeout(() => setSaid(''), SAID_MS);
  };
  const copy = async () => {
    try {
      const url = addressWith(await currentLink(playground, view));
      if (await copyText(url)) return say(`Copied, ${sizeText(url.length)}`);
      history.replaceState(history.state, '', url);
      say('The link is in the address bar');
    } catch (error) {
      playground.getState().reportError(error);
    }
  };
  return (
    <div className="copy" ref={anchor}>
      {size !== undefined && !isPhotograph && <span className="link-size">{sizeText(size)}</span>}
      <span className="copy-buttons">
        <Button
          className="button primary"
          onPress={() => (isPhotograph && hasQuestion ? setOpen(true) : void copy())}
        >
          Copy link
        </Button>
        <Button className="button primary icon" aria-label="Link options" onPress={() => setOpen(true)}>
          <Caret />
        </Button>
      </span>
      <span className="copied" aria-live="polite">
        {said}
      </span>
      <Popover
        className="popover link-popover"
        triggerRef={anchor}
        placement="bottom end"
        isOpen={isOpen}
        onOpenChange={setOpen}
      >
        <Dialog aria-label="Link">
          <Part title="The link" fallback={<p className="quiet">Getting ready</p>}>
            <LinkOptions
              onCopied={(text) => {
                setOpen(false);
                say(text);
              }}
            />
          </Part>
        </Dialog>
      </Popover>
    </div>
  );
}

/** Length of the address that would be copied; undefined while something is computed. */
function useLinkSize(): number | undefined {
  const { playground, view } = useStores();
  const shown = usePlayground((state) =>
    state.phase === 'idle' && !state.example ? state.shown : undefined,
  );
  const [size, setSize] = useState<number>();
  useEffect(() => {
    let wanted = true;
    const measure = async () => {
      // What does not fit a link has no size; copying says why.
      const fragment = shown && (await currentLink(playground, view).catch(() => undefined));
      if (wanted) setSize(fragment === undefined ? undefined : addressWith(fragment).length);
    };
    // Packing a link takes longer than a key stroke should.
    const timer = setTimeout(() => void measure(), MEASURE_AFTER_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [shown, playground, view]);
  return size;
}
