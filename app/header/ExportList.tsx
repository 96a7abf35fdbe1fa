import { useState } from 'react';
import { Button } from 'react-aria-components';
import { exportAs, FORMATS, type Format } from '../share/exports';
import { useStores } from '../hooks/stores';
import { useShownTheme } from '../hooks/useShownTheme';

/** One line a format. */
export default function ExportList({ onDone }: { readonly onDone: () => void }) {
  const { playground, view } = useStores();
  const theme = useShownTheme();
  const [busy, setBusy] = useState<Format>();
  const run = async (format: Format) => {
    if (busy !== undefined) return;
    setBusy(format);
    try {
      await exportAs(format, playground.getState(), view.getState(), theme);
      onDone();
    } catch (error) {
      playground.getState().reportError(error);
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <div className="export-list">
      {FORMATS.map(({ format, name, detail }) => (
        <Button
          key={format}
          className="export-item"
          // The one that was pressed keeps the focus, without which Escape would not close the dialog.
          isDisabled={busy !== undefined && busy !== format}
          onPress={() => void run(format)}
        >
          <span className="strong">{name}</span> <span className="quiet">{detail}</span>
        </Button>
      ))}
    </div>
  );
}
