import { Button } from 'react-aria-components';
import { hostOf } from '../../workers/library/client';
import { usePlayground, useShare, useStores } from '../hooks/stores';

/** Whose numbers are on show, and whether this page came to the same. */
export function LinkBanner() {
  const opened = useShare((state) => state.opened);
  const { share, models } = useStores();
  const isLoading = usePlayground(({ load }) => load.phase === 'loading');
  if (!opened) return null;
  const { phase, from, verdict, model } = opened;
  if (phase === 'model' && model?.remote) {
    const { remote, name } = model;
    return (
      <div className="banner verified">
        <span role="status" aria-label="Verification" aria-live="polite">
          This link is about the model {name}, which comes from {hostOf(remote)}. Nothing is fetched from
          there unless you ask for it.
        </span>
        <span className="row">
          <Button className="button" onPress={() => void models.getState().offer(remote)}>
            Ask {hostOf(remote)} about it
          </Button>
          <Button className="button plain" onPress={() => share.getState().dismiss()}>
            Use the model at hand
          </Button>
        </span>
      </div>
    );
  }
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
