/** What page and service worker say to each other. Types only. */

/** `keep`: keep the whole page for use without a network. `take`: the waiting version takes over now. */
export type ToService =
  { readonly type: 'keep'; readonly runtimes: readonly string[] } | { readonly type: 'take' };

/** The answer to `keep`, over the message's port. */
export interface Kept {
  /** Why it could not be kept; absent when it was. */
  readonly failed?: 'full' | 'network';
}

/** Told to every page: a stored file was not what it should be, and has been fetched again, or could not be. */
export interface Damaged {
  readonly type: 'damaged';
  readonly path: string;
  readonly repaired: boolean;
}
