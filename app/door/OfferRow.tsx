import { Button, ProgressBar } from 'react-aria-components';
import type { OfferedModel, Transferred } from './offered';
import { GET_AND_ASK, USE_AND_ASK, roundBytes, soFar, transferLine } from './sentences';

interface OfferRowProps {
  readonly model: OfferedModel;
  readonly transfer: Transferred | undefined;
  readonly isFirst: boolean;
  /** Another download, or this one, is under way. */
  readonly isHeld: boolean;
  readonly isOffline: boolean;
  readonly onGet: () => void;
  readonly onPause: () => void;
}

/** One model: what it is, what it does, what it costs, and one button, whose place the download takes. */
export function OfferRow({ model, transfer, isFirst, isHeld, isOffline, onGet, onPause }: OfferRowProps) {
  const { name, sentence, host, memory, licence, isKept = false } = model;
  const isOutOfReach = isOffline && !isKept;
  const action = isKept ? USE_AND_ASK : GET_AND_ASK;
  return (
    <li className={isOutOfReach ? 'out-of-reach' : undefined}>
      <div className="offer-name">
        <h4>{name}</h4>
        <span className="quiet">{sizeOf(model, transfer)}</span>
      </div>
      <p>{sentence}</p>
      <p className="quiet small">
        From {host} · {roundBytes(memory)} of memory · {licence}
      </p>
      {isOutOfReach ? (
        <p className="quiet">needs a network</p>
      ) : transfer ? (
        <Progress name={name} transfer={transfer} onGet={onGet} onPause={onPause} />
      ) : (
        !isHeld && (
          <Button
            className={`button${isFirst ? ' primary' : ''}`}
            aria-label={`${action}: ${name}`}
            onPress={onGet}
          >
            {action}
          </Button>
        )
      )}
    </li>
  );
}

function sizeOf({ bytes, isKept }: OfferedModel, transfer: Transferred | undefined): string {
  if (transfer) return soFar(transfer.loaded, transfer.total);
  return isKept ? 'kept in this browser' : roundBytes(bytes);
}

interface ProgressProps {
  readonly name: string;
  readonly transfer: Transferred;
  readonly onGet: () => void;
  readonly onPause: () => void;
}

function Progress({ name, transfer, onGet, onPause }: ProgressProps) {
  const { phase, loaded, total } = transfer;
  const line = transferLine(transfer);
  return (
    <div className="offer-progress">
      <ProgressBar
        aria-label={`Getting ${name}`}
        value={Math.min(loaded, total)}
        maxValue={total || 1}
        valueLabel={soFar(loaded, total)}
        isIndeterminate={phase === 'preparing'}
      >
        {({ percentage }) => (
          <div className="door-track">
            <div style={{ width: `${phase === 'preparing' ? 100 : (percentage ?? 0)}%` }} />
          </div>
        )}
      </ProgressBar>
      <div className="offer-progress-line">
        <span className="quiet" role={phase === 'failed' ? 'alert' : undefined}>
          {line}
        </span>
        {phase === 'running' && (
          <Button className="button plain" onPress={onPause}>
            Pause
          </Button>
        )}
        {(phase === 'paused' || phase === 'failed') && (
          <Button className="button plain" onPress={onGet}>
            {phase === 'paused' ? 'Go on' : 'Try again'}
          </Button>
        )}
      </div>
    </div>
  );
}
