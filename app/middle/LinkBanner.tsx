import { Button } from 'react-aria-components';
import { hostOf } from '../../workers/library/client';
import { usePlayground, useShare, useStores } from '../hooks/stores';
import { useSaid } from '../live/useSaid';
import type { ShareState } from '../share/store';

type Opened = NonNullable<ShareState['opened']>;

/** Whose numbers are on show, and whether this page came to the same. */
export default function LinkBanner() {
  const opened = useShare((state) => state.opened);
  const { share, models } = useStores();
  if (!opened) return null;
  const { phase, model } = opened;
  if (phase === 'model' && model?.remote) {
    const { remote, name } = model;
    return (
      <div className="banner verified">
        <span role="note" aria-label="Verification">
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
  return <Verdict opened={opened} />;
}

function Verdict({ opened: { phase, from, verdict } }: { readonly opened: Opened }) {
  const { share } = useStores();
  const isLoading = usePlayground(({ load }) => load.phase === 'loading');
  const text =
    phase === 'done'
      ? verdict!.text
      : phase === 'picture'
        ? 'Maps and answers are as the link says. The picture is not in it: upload the file to check them.'
        : `Maps and answers are as the ${from} says. ${isLoading ? 'They are checked when the model is ready.' : 'Checking.'}`;
  useSaid(text);
  const state = phase === 'done' ? (verdict!.reproduced ? 'good' : 'error') : '';
  return (
    <div className={`banner verified ${state}`}>
      <span role="note" aria-label="Verification">
        {text}
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
