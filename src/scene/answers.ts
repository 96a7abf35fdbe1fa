/** The fixed answer vocabulary of the sticker world. A trained model's classifier depends on its order. */
import { BACKGROUNDS } from './backgrounds';
import { CLASSES, COLOURS } from './classes';
import { MOST_COUNTED } from './questions/counting';
import { PLACES } from './space';

export const ANSWERS: readonly string[] = [
  'yes',
  'no',
  ...Array.from({ length: MOST_COUNTED + 1 }, (_, count) => String(count)),
  ...COLOURS,
  ...PLACES,
  'nothing',
  ...BACKGROUNDS,
  ...CLASSES.map((entry) => entry.kind),
  // Of later question forms; after the rest, so that an older model's classifier keeps its rows.
  'above',
  'below',
];
