/** What the gallery's address asks for. */
import type { Theme } from '../store/view';
import { WORDINGS, type Wording } from './data/texts';

export interface GalleryOptions {
  /** Shows this entry alone, or all whose ids lie below it: `surface/words`. */
  readonly only: string | undefined;
  /** Shows these at three widths beside each other. */
  readonly at: string | undefined;
  readonly theme: Theme;
  /** `rtl` turns the page's direction too. */
  readonly wording: Wording;
}

/** @param search the address's query; what is not understood counts as not said */
export function galleryOptions(search: URLSearchParams): GalleryOptions {
  const theme = search.get('theme');
  return {
    only: search.get('only') ?? undefined,
    at: search.get('at') ?? undefined,
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    wording: WORDINGS.find((wording) => wording === search.get('wording')) ?? 'usual',
  };
}

/** The address of the same gallery with some of its options changed. */
export function addressOf(options: GalleryOptions, change: Partial<GalleryOptions>): string {
  const search = new URLSearchParams();
  const { only, at, theme, wording } = { ...options, ...change };
  if (only !== undefined) search.set('only', only);
  if (at !== undefined) search.set('at', at);
  if (theme !== 'auto') search.set('theme', theme);
  if (wording !== 'usual') search.set('wording', wording);
  return `?${search.toString()}`;
}
