import { lazy } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { usePlayground } from '../hooks/stores';
import { Part } from '../controls/Part';

const ExportList = lazy(() => import('./ExportList'));

/** Opens the exports; what makes them is loaded then. */
export function ExportMenu() {
  const canExport = usePlayground(
    ({ shown, phase, example }) => shown !== undefined && phase === 'idle' && !example,
  );
  return (
    <DialogTrigger>
      <Button className="button export-open" isDisabled={!canExport}>
        Export
      </Button>
      <Popover className="popover" placement="bottom end">
        <Dialog aria-label="Export">
          {({ close }) => (
            <Part title="The exports" fallback={<p className="quiet">Getting ready</p>}>
              <ExportList onDone={close} />
            </Part>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
