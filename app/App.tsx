import { lazy, useEffect, useState } from 'react';
import { Dialog, DropZone, Modal, ModalOverlay, type DropZoneProps } from 'react-aria-components';
import { useChooseFile } from './hooks/useChooseFile';
import { PHONE, useMediaQuery } from './hooks/useMediaQuery';
import { useThemeOnRoot } from './hooks/useShownTheme';
import { useStores, useView } from './hooks/stores';
import { Ask } from './views/Ask';
import { Compare } from './views/Compare';
import { Header } from './views/Header';
import { Part } from './controls/Part';

type DropEvent = Parameters<NonNullable<DropZoneProps['onDrop']>>[0];

const Tour = lazy(() => import('./views/Tour'));
const Inspector = lazy(() => import('./views/Inspector'));

export function App() {
  const chooseFile = useChooseFile();
  const isPhone = useMediaQuery(PHONE);
  const [isInspecting, setInspecting] = useState(false);
  const inspector = (
    <Part title="The inspector">
      <Inspector />
    </Part>
  );
  const isTouring = useView((view) => view.tourStep !== undefined);
  const { share } = useStores();
  useThemeOnRoot();
  useRetry();
  usePaste(chooseFile);
  const onDrop = async ({ items }: DropEvent) => {
    for (const item of items) {
      if (item.kind !== 'file') continue;
      const file = await item.getFile();
      if (!isExport(file)) return chooseFile(file);
      return share.getState().openDocument(await file.text(), file.name);
    }
  };
  return (
    <DropZone className="drop" aria-label="Drop an image anywhere" onDrop={(event) => void onDrop(event)}>
      {({ isDropTarget }) => (
        <>
          <div className="page">
            <Header onInspect={() => setInspecting(true)} />
            <Part title="What is asked">
              <Ask />
            </Part>
            <Part title="The comparison">
              <Compare />
            </Part>
            {!isPhone && (
              <aside className="inspect" aria-label="Inspector">
                {inspector}
              </aside>
            )}
          </div>
          {isPhone && (
            <ModalOverlay
              className="sheet-backdrop"
              isDismissable
              isOpen={isInspecting}
              onOpenChange={setInspecting}
            >
              <Modal className="sheet">
                <Dialog aria-label="Inspector">{inspector}</Dialog>
              </Modal>
            </ModalOverlay>
          )}
          {isTouring && (
            <Part title="The tour">
              <Tour />
            </Part>
          )}
          {isDropTarget && <div className="drop-hint">Drop the image to ask about it</div>}
        </>
      )}
    </DropZone>
  );
}

/** A model that did not load for want of a connection is tried again when there is one. */
function useRetry(): void {
  const { playground } = useStores();
  useEffect(() => {
    const retry = () => {
      const { load, start } = playground.getState();
      if (load.phase === 'failed') void start();
    };
    window.addEventListener('online', retry);
    return () => window.removeEventListener('online', retry);
  }, [playground]);
}

/** An explanation that was exported; too large a file is left to be refused by its size. */
const isExport = ({ name, type, size }: File): boolean =>
  (type === 'application/json' || name.endsWith('.json')) && size < 16e6;

/** Takes an image from the clipboard wherever the focus is; text still goes where it belongs. */
function usePaste(chooseFile: (file: File) => Promise<void>): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
      if (!file) return;
      event.preventDefault();
      void chooseFile(file);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [chooseFile]);
}
