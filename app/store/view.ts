/** How results are looked at: nothing here changes what the model computes. */
import { DEFAULT_VIEW, SEQUENTIAL_RAMPS, type View } from '../../src/ask/view';
import { createStore, type StoreApi } from 'zustand/vanilla';

export type Theme = 'auto' | 'light' | 'dark';
export type InspectorTab = 'understand' | 'test' | 'truth';
/** What a phone opens from its lower edge. */
export type Sheet = InspectorTab | 'ask' | 'view';
type Ramp = View['ramp'];

/** What travels in links, and what only this page knows. */
export interface ViewState extends View {
  /** Colours that this browser remembers; a link shows its own without changing them. */
  readonly usualRamp: Ramp;
  /** The patch under pointer or focus, in all views at once. */
  readonly patch: number | undefined;
  /** Index into the document's tokens of the word under pointer or focus. */
  readonly word: number | undefined;
  /** The part of another surface under pointer or focus: its index there. */
  readonly other: { readonly surface: string; readonly at: number } | undefined;
  /** Texts are drawn token by token. */
  readonly allTokens: boolean;
  /** The map that a phone shows, where there is room for one. */
  readonly panel: 0 | 1;
  /** What a held key shows for as long as it is held. */
  readonly held: 'difference' | 'left' | 'right' | undefined;
  /** The sheet that lies over a phone's page. */
  readonly sheet: Sheet | undefined;
  /** The question in the box is somebody's own, not one that was offered. */
  readonly isTyped: boolean;
  /** Whether single letters mean something in the middle. */
  readonly hasKeys: boolean;
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
const KEYS_KEY = 'whylight.keys';

/** `storage` remembers theme, colours and that the tour was seen; anything else in its place is ignored. */
export function createView(storage?: Pick<Storage, 'getItem' | 'setItem'>): ViewStore {
  const usualRamp = rampOf(storage?.getItem(RAMP_KEY));
  const store = createStore<ViewState>(() => ({
    ...DEFAULT_VIEW,
    ramp: usualRamp,
    usualRamp,
    patch: undefined,
    word: undefined,
    other: undefined,
    allTokens: false,
    panel: 0,
    held: undefined,
    sheet: undefined,
    isTyped: false,
    hasKeys: storage?.getItem(KEYS_KEY) !== 'off',
    tab: 'understand',
    theme: themeOf(storage?.getItem(THEME_KEY)),
    tourStep: undefined,
    isTourSeen: storage?.getItem(TOUR_KEY) === 'seen',
  }));
  store.subscribe(({ theme, usualRamp: ramp, isTourSeen, hasKeys }, before) => {
    if (theme !== before.theme) storage?.setItem(THEME_KEY, theme);
    if (ramp !== before.usualRamp) storage?.setItem(RAMP_KEY, ramp);
    if (isTourSeen && !before.isTourSeen) storage?.setItem(TOUR_KEY, 'seen');
    if (hasKeys !== before.hasKeys) storage?.setItem(KEYS_KEY, hasKeys ? 'on' : 'off');
  });
  return store;
}

function themeOf(stored: string | null | undefined): Theme {
  return stored === 'light' || stored === 'dark' ? stored : 'auto';
}

const rampOf = (stored: string | null | undefined): Ramp =>
  SEQUENTIAL_RAMPS.find((id) => id === stored) ?? DEFAULT_VIEW.ramp;
