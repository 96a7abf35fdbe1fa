import { lazy } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { Part } from '../controls/Part';

const MorePanel = lazy(() => import('./MorePanel'));

/** Theme, tour, keys, about. */
export function MoreMenu() {
  return (
    <DialogTrigger>
      <Button className="button plain more-open" aria-label="More">
        <svg width="18" height="18" viewBox="0 0 18 18" fill="currentColor" aria-hidden>
          <circle cx="3" cy="9" r="1.6" />
          <circle cx="9" cy="9" r="1.6" />
          <circle cx="15" cy="9" r="1.6" />
        </svg>
      </Button>
      <Popover className="popover" placement="bottom end">
        <Dialog aria-label="More">
          {({ close }) => (
            <Part title="The menu" fallback={<p className="quiet">Getting ready</p>}>
              <MorePanel onDone={close} />
            </Part>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
