/**
 * How results are looked at: the one table of what travels of it in links. Nothing here changes what the model computes.
 * A new field is a line here, with a number that none has had; the page takes type and defaults from the table.
 */
import { RAMPS, type RampId } from '../overlay/ramp';
import { choice, flag, hundredths } from './codec';
import { field, type ValueOf } from './record';

// Lists are written by place: add at the end, never remove.
const MODES = ['side', 'swipe', 'difference'] as const;

/** Ramps of signed maps, which nobody chooses. */
type SignedRamp = 'puor' | 'blackwhite';

/** Colours of relevance, in the order in which they are offered; differences have ramps of their own. */
export const SEQUENTIAL_RAMPS = RAMPS.filter(
  (id): id is Exclude<RampId, SignedRamp> => id !== 'puor' && id !== 'blackwhite',
);

export const VIEW = {
  /** Side by side, one over the other with a divider, or their difference. */
  mode: field(1, choice(MODES), 'side'),
  /** Interpolated between patch centres, or one flat square a patch. */
  smooth: field(2, flag, true),
  /** Of the heat over the image, 0…1, in hundredths. */
  opacity: field(3, hundredths, 0.85),
  /** Outline of the 20 % most relevant patches. */
  contours: field(4, flag, false),
  /** Each map on a scale of its own, from its least to its greatest value. */
  perMap: field(5, flag, false),
  /** Where the divider stands, 0…1, in hundredths. */
  swipe: field(6, hundredths, 0.5),
  ramp: field(7, choice(SEQUENTIAL_RAMPS), 'magma'),
} as const;

export type View = { readonly [Name in keyof typeof VIEW]: ValueOf<(typeof VIEW)[Name]> };

export const DEFAULT_VIEW = Object.fromEntries(
  Object.entries(VIEW).map(([name, { initial }]) => [name, initial]),
) as unknown as View;

/** The fields of the table, out of anything that holds more. */
export const viewOf = (holder: View): View =>
  Object.fromEntries(Object.keys(VIEW).map((name) => [name, holder[name as keyof View]])) as unknown as View;
