/** `?embed`: the page as part of another page, with as much of it as the address names. */

/** What can be shown beside the two maps, in its order on the page. */
const EMBED_PARTS = ['images', 'question', 'answers', 'words', 'scale', 'view'] as const;
export type EmbedPart = (typeof EMBED_PARTS)[number];

/** What `?embed` alone shows. */
const USUAL: readonly EmbedPart[] = ['question', 'answers', 'words', 'scale'];

export interface EmbedOptions {
  readonly parts: ReadonlySet<EmbedPart>;
  /** The reader's system decides when it is left out. */
  readonly theme: 'auto' | 'light' | 'dark';
}

/**
 * Reads `?embed=question,words&theme=dark`. Parts that do not exist are as if they were not there, so that later
 * versions may add some; `embed=maps` shows the maps alone.
 * @returns undefined when the page stands for itself
 */
export function embedFrom(search: URLSearchParams): EmbedOptions | undefined {
  const named = search.get('embed');
  if (named === null) return undefined;
  const theme = search.get('theme');
  return {
    parts: new Set(named === '' ? USUAL : EMBED_PARTS.filter((part) => named.split(',').includes(part))),
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
  };
}

/** The address of the page itself with the same explanation. */
export function wholePage(embedded: string, fragment: string): string {
  const url = new URL(embedded);
  url.searchParams.delete('embed');
  url.searchParams.delete('theme');
  url.hash = fragment;
  return url.href;
}
