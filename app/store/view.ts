/** How results are looked at: nothing here changes what the model computes. */
import { DEFAULT_VIEW, SEQUENTIAL_RAMPS, type View } from '../../src/ask/view';
import { createStore, type StoreApi } from 'zustand/vanilla';

export type Theme = 'auto' | 'light' | 'dark';
export type InspectorTab = 'understand' | 'test' | 'truth';
type Ramp = View['ramp'];

/** What travels in links, and what only this page knows. */
export interface ViewState extends View {
  /** Colours that this browser remembers; a link shows its own without changing them. */
  readonly usualRamp: Ramp;
  /** The patch under pointer or focus, in all views at once. */
  readonly patch: number | undefined;
  /** Index into the document's tokens of the word under pointer or focus. */
  readonly word: number | undefined;
  readonly tab: InspectorTab;
  readonly theme: Theme;
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
  const usualRamp = rampOf(storage?.getItem(RAMP_KEY));
  const store = createStore<ViewState>(() => ({
    ...DEFAULT_VIEW,
    ramp: usualRamp,
    usualRamp,
    patch: undefined,
    word: undefined,
    tab: 'understand',
    theme: themeOf(storage?.getItem(THEME_KEY)),
    tourStep: undefined,
    isTourSeen: storage?.getItem(TOUR_KEY) === 'seen',
  }));
  store.subscribe(({ theme, usualRamp: ramp, isTourSeen }, before) => {
    if (theme !== before.theme) storage?.setItem(THEME_KEY, theme);
    if (ramp !== before.usualRamp) storage?.setItem(RAMP_KEY, ramp);
    if (isTourSeen && !before.isTourSeen) storage?.setItem(TOUR_KEY, 'seen');
  });
  return store;
}

function themeOf(stored: string | null | undefined): Theme {
  return stored === 'light' || stored === 'dark' ? stored : 'auto';
}

const rampOf = (stored: string | null | undefined): Ramp =>
  SEQUENTIAL_RAMPS.find((id) => id === stored) ?? DEFAULT_VIEW.ramp;
