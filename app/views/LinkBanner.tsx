import { Button } from 'react-aria-components';
import { usePlayground, useShare, useStores } from '../store/hooks';

/** Whose numbers are on show, and whether this page came to the same. */
export function LinkBanner() {
  const opened = useShare((state) => state.opened);
  const { share } = useStores();
  const isLoading = usePlayground(({ load }) => load.phase === 'loading');
  if (!opened) return null;
  const { phase, from, verdict } = opened;
  const state = phase === 'done' ? (verdict!.reproduced ? 'good' : 'error') : '';
  return (
    <div className={`banner verified ${state}`}>
      <span role="status" aria-label="Verification" aria-live="polite">
        {phase === 'done'
          ? verdict!.text
          : phase === 'picture'
            ? 'Maps and answers are as the link says. The picture is not in it: upload the file to check them.'
            : `Maps and answers are as the ${from} says. ${isLoading ? 'They are checked when the model is ready.' : 'Checking.'}`}
      </span>
      <Button
        className="button plain"
        aria-label="Dismiss the verification"
        onPress={() => share.getState().dismiss()}
      >
        Dismiss
      </Button>
    </div>
  );
}
