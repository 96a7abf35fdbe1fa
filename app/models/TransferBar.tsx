import { Button, Label, ProgressBar } from 'react-aria-components';
import { useComeIntoView } from '../hooks/useComeIntoView';
import { useModels, useStores } from '../hooks/stores';
import type { Transfer } from '../store/models';
import { transferText } from '../text/models';

/** The download: how far, how fast, how long yet; pause, go on, stop. */
export function TransferBar() {
  const transfer = useModels((state) => state.transfer);
  return transfer ? <Running transfer={transfer} /> : null;
}

function Running({ transfer }: { readonly transfer: Transfer }) {
  const { models } = useStores();
  const place = useComeIntoView<HTMLDivElement>();
  const { model, phase, loaded, total } = transfer;
  return (
    <div ref={place} className={`transfer ${phase}`}>
      <ProgressBar value={Math.min(loaded, total)} maxValue={total || 1} valueLabel={transferText(transfer)}>
        {({ percentage }) => (
          <>
            <Label className="strong">
              {model.name} from {model.host}
            </Label>
            <div className="transfer-track">
              <div style={{ width: `${percentage ?? 0}%` }} />
            </div>
          </>
        )}
      </ProgressBar>
      <p
        className={phase === 'failed' ? 'link-error' : 'quiet'}
        role={phase === 'failed' ? 'alert' : undefined}
      >
        {transferText(transfer)}
      </p>
      <div className="row">
        {phase === 'running' ? (
          <Button className="button" onPress={() => models.getState().pause()}>
            Pause
          </Button>
        ) : (
          <Button className="button" onPress={() => void models.getState().use(model)}>
            {phase === 'paused' ? 'Resume' : 'Try again'}
          </Button>
        )}
        <Button className="button plain" onPress={() => void models.getState().cancel()}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
