import { usePlayground } from '../hooks/stores';
import { isUnasked } from '../store/unasked';
import ExportList from './ExportList';
import LinkOptions from './LinkOptions';
import '../styles/share.css';

/** The link of what is on show, and its files. @param onDone with what was done, to be said; empty: nothing to say */
export default function SharePanel({ onDone }: { readonly onDone: (said: string) => void }) {
  const { hasQuestion, canExport } = usePlayground(({ asked, info, shown, phase, example }) => ({
    hasQuestion: !isUnasked({ asked, info }),
    canExport: shown !== undefined && phase === 'idle' && !example,
  }));
  return (
    <div className="stack share-panel">
      <h3>Link</h3>
      {hasQuestion ? (
        <LinkOptions onCopied={onDone} />
      ) : (
        <p className="quiet">Ask something first: the link holds the question, the answer and the maps.</p>
      )}
      <h3>Files</h3>
      {canExport ? (
        <ExportList onDone={() => onDone('')} />
      ) : (
        <p className="quiet">Figures and numbers of the maps, as soon as there are some.</p>
      )}
    </div>
  );
}
