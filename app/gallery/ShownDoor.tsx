import { useState } from 'react';
import { FoundSheet } from '../door/FoundSheet';
import type { MissingThing } from '../door/Missing';
import { Offer } from '../door/Offer';
import type { OfferedModel, Transferred } from '../door/offered';
import { RefusedSheet } from '../door/RefusedSheet';
import { ModelMap } from '../charts/ModelMap';
import { mapText } from '../text/blocks';
import { Picture } from '../surfaces/picture/Picture';
import { FACTS, FOUND_FILES, FOUND_MAP, OFFERED, REFUSED, REFUSED_MAP, REFUSED_NOTES } from './data/door';
import { PICTURE } from './data/picture';
import type { Wording } from './data/texts';

interface ShownOfferProps {
  readonly wording: Wording;
  readonly models?: readonly OfferedModel[];
  readonly transfer?: Transferred & { readonly id: string };
  readonly isOffline?: boolean;
}

const nothing = () => undefined;

export function ShownOffer({ wording, models = OFFERED[wording], transfer, isOffline }: ShownOfferProps) {
  return (
    <Offer
      picture={<Picture image={PICTURE} />}
      models={models}
      {...(transfer ? { transfer } : {})}
      {...(isOffline === undefined ? {} : { isOffline })}
      onGet={nothing}
      onPause={nothing}
      onShowGuess={nothing}
      onOtherModels={nothing}
    />
  );
}

/** Filling a field in makes it one's own, as on the page. */
export function ShownFound({ missing }: { readonly missing: readonly MissingThing[] }) {
  const [filled, setFilled] = useState(missing);
  return (
    <FoundSheet
      files={FOUND_FILES}
      what="It describes pictures in words. Each word can be explained."
      map={<ModelMap mode="still" model={FOUND_MAP} label={mapText(FOUND_MAP)} />}
      facts={FACTS}
      missing={filled}
      details={<code>encoder_model_int8.onnx, opset 17, 1,204 nodes, SHA-256 9f2c…</code>}
      onFill={(field, value) => setFilled((before) => before.map((thing) => withValue(thing, field, value)))}
      onCancel={nothing}
      onUse={nothing}
    />
  );
}

const withValue = (thing: MissingThing, id: string, value: string): MissingThing => ({
  ...thing,
  fields: thing.fields.map((field) =>
    field.id === id ? { id, label: field.label, value, origin: 'yours' } : field,
  ),
});

export function ShownRefused() {
  return (
    <RefusedSheet
      {...REFUSED}
      map={
        <ModelMap
          mode="still"
          model={REFUSED_MAP}
          notes={REFUSED_NOTES}
          label={mapText(REFUSED_MAP, REFUSED_NOTES)}
        />
      }
      onCopyReport={async () => false}
      onWhatCan={nothing}
      onFind={nothing}
      onKeep={nothing}
    />
  );
}
