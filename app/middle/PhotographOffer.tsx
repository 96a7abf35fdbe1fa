import { useEffect } from 'react';
import { useStore } from 'zustand';
import { remoteKey } from '../../workers/library/client';
import type { CatalogueEntry } from '../../workers/library/protocol';
import { Offer } from '../door/Offer';
import type { OfferedModel, Transferred } from '../door/offered';
import { useModels, usePlayground, useStores } from '../hooks/stores';
import { useOnline } from '../hooks/useOnline';
import type { Transfer } from '../store/models';
import { Picture } from '../surfaces/picture/Picture';
import { licenceText } from '../text/models';
import '../styles/door.css';

/** In the place of the maps: the photograph, and models that know photographs; nothing is fetched before a click. */
export default function PhotographOffer() {
  const { models, offer } = useStores();
  const image = usePlayground((state) => state.image);
  const { shelf, transfer } = useModels(({ shelf, transfer }) => ({ shelf, transfer }));
  const isOpening = useStore(offer, (state) => state.isOpening);
  const isOnline = useOnline();
  useEffect(() => {
    void models.getState().look();
  }, [models]);
  // What is looked at, or opened, in a moment gives way to what stands here then.
  if (!image || !shelf || isOpening) return <div className="offer-space" aria-hidden />;
  const offers = shelf.offers.filter(({ forPhotographs }) => forPhotographs !== undefined);
  const kept = new Set(shelf.models.filter(({ isWhole }) => isWhole).map(({ key }) => key));
  const shown = transferOf(transfer);
  return (
    <Offer
      picture={<Picture image={image} />}
      models={offers.map((entry) => offeredOf(entry, kept))}
      {...(shown ? { transfer: shown } : {})}
      isOffline={!isOnline}
      onGet={(id) => {
        const chosen = offers.find(({ remote }) => remoteKey(remote) === id);
        if (chosen) void models.getState().use(chosen);
      }}
      onPause={() => models.getState().pause()}
      onShowGuess={() => offer.getState().showGuess()}
      onOtherModels={() => models.getState().open()}
    />
  );
}

function offeredOf(entry: CatalogueEntry, kept: ReadonlySet<string>): OfferedModel {
  const { remote, name, bytes, memory, host, forPhotographs = '' } = entry;
  const id = remoteKey(remote);
  const licence = licenceText(entry);
  return { id, name, bytes, memory, host, licence, sentence: forPhotographs, isKept: kept.has(id) };
}

/** When all has come it is read once more, before it is used. */
function transferOf(transfer: Transfer | undefined): (Transferred & { readonly id: string }) | undefined {
  if (!transfer) return undefined;
  const { model, phase, loaded, total, rate, message } = transfer;
  const isWhole = phase === 'running' && total > 0 && loaded >= total;
  return {
    id: remoteKey(model.remote),
    phase: isWhole ? 'preparing' : phase,
    loaded,
    total,
    rate,
    ...(message === undefined ? {} : { message }),
  };
}
