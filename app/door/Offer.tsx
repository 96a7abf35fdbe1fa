import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { OfferedModel, Transferred } from './offered';
import { OfferRow } from './OfferRow';
import { GET_ONE, ONLY_STICKERS, PRIVACY, STAYS_HERE } from './sentences';

interface OfferProps {
  /** The photograph. */
  readonly picture: ReactNode;
  /** The best first; it has the button that stands out. */
  readonly models: readonly OfferedModel[];
  /** One download at a time. */
  readonly transfer?: Transferred & { readonly id: string };
  readonly isOffline?: boolean;
  readonly onGet: (id: string) => void;
  readonly onPause: () => void;
  readonly onShowGuess: () => void;
  readonly onOtherModels: () => void;
}

/** Stands in the place of the Why line and the maps when a photograph meets a model that knows stickers only. */
export function Offer({
  picture,
  models,
  transfer,
  isOffline = false,
  onGet,
  onPause,
  onShowGuess,
  onOtherModels,
}: OfferProps) {
  const isUnderWay = transfer !== undefined && transfer.phase !== 'failed';
  return (
    <section className="offer" aria-label="Another model for photographs">
      <div className="offer-why">
        <p>{ONLY_STICKERS}</p>
        <Button className="button plain" onPress={onShowGuess}>
          Show where its guess came from
        </Button>
      </div>
      <div className="offer-picture">
        <figure>{picture}</figure>
        <p className="quiet">{STAYS_HERE}</p>
      </div>
      <div className="offer-models">
        <h3>{GET_ONE}</h3>
        <ul>
          {models.map((model, i) => (
            <OfferRow
              key={model.id}
              model={model}
              transfer={transfer?.id === model.id ? transfer : undefined}
              isFirst={i === 0}
              isHeld={isUnderWay}
              isOffline={isOffline}
              onGet={() => onGet(model.id)}
              onPause={onPause}
            />
          ))}
        </ul>
        <p className="quiet">
          {isOffline
            ? 'Offline. All that is on this page goes on.'
            : `Kept in this browser afterwards, offline too. ${PRIVACY}`}{' '}
          <Button className="door-link" onPress={onOtherModels}>
            Other models
          </Button>
        </p>
      </div>
    </section>
  );
}
