import { lazy, useState } from 'react';
import { Button, Dialog, Popover, DialogTrigger } from 'react-aria-components';
import { Part } from '../controls/Part';
import { useOpenFiles } from '../hooks/useOpenFiles';

const OpenList = lazy(() => import('./OpenList'));
const Camera = lazy(() => import('./Camera'));

/** The + tile: any picture, model or saved explanation. */
export function OpenMenu() {
  const openFiles = useOpenFiles();
  const [isFilming, setFilming] = useState(false);
  return (
    <>
      <DialogTrigger>
        <Button className="thumb plus" aria-label="Open a picture, a model, or a saved explanation">
          +
        </Button>
        <Popover className="popover" placement="bottom end">
          <Dialog aria-label="Open">
            {({ close }) => (
              <Part title="What can be opened" fallback={<p className="quiet">Getting ready</p>}>
                <OpenList onDone={close} onCamera={() => setFilming(true)} />
              </Part>
            )}
          </Dialog>
        </Popover>
      </DialogTrigger>
      {isFilming && (
        <Part title="The camera">
          <Camera onPicture={(file) => void openFiles([file])} onClose={() => setFilming(false)} />
        </Part>
      )}
    </>
  );
}
