/** How results are looked at: nothing here changes what the model computes. */
import { RAMPS, type RampId } from '../../src/overlay/ramp';
import { createStore, type StoreApi } from 'zustand/vanilla';

export type Mode = 'side' | 'swipe' | 'difference';
export type Theme = 'auto' | 'light' | 'dark';
export type InspectorTab = 'understand' | 'test' | 'truth';

export interface ViewState {
  readonly mode: Mode;
  /** Interpolated between patch centres, or one flat square a patch. */
  readonly smooth: boolean;
  /** Of the heat over the image, 0…1. */
  readonly opacity: number;
  /** Outline of the 20 % most relevant patches. */
  readonly contours: boolean;
  /** Each map on a scale of its own, from its least to its greatest value. */
  readonly perMap: boolean;
  /** Where the divider stands in the swipe view, 0…1. */
  readonly swipe: number;
  /** The patch under pointer or focus, in all views at once. */
  readonly patch: number | undefined;
  /** Index into the document's tokens of the word under pointer or focus. */
  readonly word: number | undefined;
  /** Blocks replayed so far; absent: all of them, which is the map itself. */
  readonly replay: number | undefined;
  readonly tab: InspectorTab;
  readonly theme: Theme;
  /** Colours of relevance; differences have a ramp of their own. */
  readonly ramp: RampId;
  /** Step of the tour, from 0; absent while there is none. */
  readonly tourStep: number | undefined;
  /** Whether this browser has seen the tour to its end or skipped it. */
  readonly isTourSeen: boolean;
}

export type ViewStore = StoreApi<ViewState>;

const THEME_KEY = 'whylight.theme';
const RAMP_KEY = 'whylight.colours';
const TOUR_KEY = 'whylight.tour';

/** `storage` remembers theme, colours and that the tour was seen; anything else in its place is ignored. */
export function createView(storage?: Pick<Storage, 'getItem' | 'setItem'>): ViewStore {
  const store = createStore<ViewState>(() => ({
    mode: 'side',
    smooth: true,
    opacity: 0.85,
    contours: false,
    perMap: false,
    swipe: 0.5,
    patch: undefined,
    word: undefined,
    replay: undefined,
    tab: 'understand',
    theme: themeOf(storage?.getItem(THEME_KEY)),
    ramp: rampOf(storage?.getItem(RAMP_KEY)),
    tourStep: undefined,
    isTourSeen: storage?.getItem(TOUR_KEY) === 'seen',
  }));
  store.subscribe(({ theme, ramp, isTourSeen }, before) => {
    if (theme !== before.theme) storage?.setItem(THEME_KEY, theme);
    if (ramp !== before.ramp) storage?.setItem(RAMP_KEY, ramp);
    if (isTourSeen && !before.isTourSeen) storage?.setItem(TOUR_KEY, 'seen');
  });
  return store;
}

function themeOf(stored: string | null | undefined): Theme {
  return stored === 'light' || stored === 'dark' ? stored : 'auto';
}

/** Ramps for relevance, in the order in which they are offered. */
export const SEQUENTIAL_RAMPS: readonly RampId[] = RAMPS.filter((id) => id !== 'puor');

const rampOf = (stored: string | null | undefined): RampId =>
  SEQUENTIAL_RAMPS.find((id) => id === stored) ?? 'magma';
