import { lazy, useEffect } from 'react';
import { DropZone, type DropZoneProps } from 'react-aria-components';
import { Ask } from './ask/Ask';
import { Part } from './controls/Part';
import { Header } from './header/Header';
import { useStatus } from './header/StatusLine';
import { useStores, useView } from './hooks/stores';
import { PHONE, useMediaQuery } from './hooks/useMediaQuery';
import { useOpenFiles } from './hooks/useOpenFiles';
import { useThemeOnRoot } from './hooks/useShownTheme';
import { LiveRegion } from './live/LiveRegion';
import { Middle } from './middle/Middle';
import { Dock } from './phone/Dock';
import { aloud } from './text/status';

type DropEvent = Parameters<NonNullable<DropZoneProps['onDrop']>>[0];
type TextItem = Extract<DropEvent['items'][number], { kind: 'text' }>;

const Tour = lazy(() => import('./header/Tour'));
const Inspector = lazy(() => import('./inspector/Inspector'));

export function App() {
  const openFiles = useOpenFiles();
  const isPhone = useMediaQuery(PHONE);
  const isTouring = useView((view) => view.tourStep !== undefined);
  const status = useStatus();
  useThemeOnRoot();
  useRetry();
  usePaste(openFiles);
  const openDragged = useDragged(openFiles);
  const onDrop = async ({ items }: DropEvent) => {
    const files: File[] = [];
    for (const item of items) if (item.kind === 'file') files.push(await item.getFile());
    const [text] = items.filter((item) => item.kind === 'text');
    if (files.length > 0) await openFiles(files);
    else if (text) await openDragged(text);
  };
  return (
    <DropZone
      className="drop"
      aria-label="Drop a picture, a model or a saved explanation anywhere"
      onDrop={(event) => void onDrop(event)}
    >
      {({ isDropTarget }) => (
        <>
          <div className="page">
            <Header />
            {!isPhone && (
              <Part title="What is asked">
                <Ask />
              </Part>
            )}
            <Part title="The comparison">
              <Middle />
            </Part>
            {isPhone ? (
              <Part title="The question">
                <Dock />
              </Part>
            ) : (
              <aside className="inspect" aria-label="Inspector">
                <Part title="The inspector">
                  <Inspector />
                </Part>
              </aside>
            )}
          </div>
          <LiveRegion status={aloud(status)} />
          {isTouring && (
            <Part title="The tour">
              <Tour />
            </Part>
          )}
          {isDropTarget && (
            <div className="drop-hint">Drop it here: a picture, a model, a saved explanation</div>
          )}
        </>
      )}
    </DropZone>
  );
}

/** What was dragged out of another page: the file in its address, or the sentence why it is not fetched. */
function useDragged(openFiles: (files: readonly File[]) => Promise<void>): (item: TextItem) => Promise<void> {
  const { playground } = useStores();
  return async (item) => {
    const { draggedAddress, fileInAddress, notFetched } = await import('./door/dragged');
    const texts = new Map<string, string>();
    for (const type of item.types) texts.set(type, await item.getText(type));
    const address = draggedAddress((type) => texts.get(type));
    // Something of this page itself, as its pictures can be dragged too.
    if (address === undefined || address.startsWith(location.origin)) return;
    const file = fileInAddress(address);
    if (file) await openFiles([file]);
    else playground.getState().reportError(notFetched(address));
  };
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

/**
 * Takes a picture from the clipboard wherever the focus is. Text still goes where it belongs: in a text field a clipboard
 * that holds both, as from a word processor, is text.
 */
function usePaste(openFiles: (files: readonly File[]) => Promise<void>): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const { clipboardData: data, target } = event;
      const files = [...(data?.files ?? [])];
      if (files.length === 0) return;
      const isField = target instanceof Element && target.closest('input, textarea') !== null;
      if (isField && data!.types.includes('text/plain')) return;
      event.preventDefault();
      void openFiles(files);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, [openFiles]);
}
