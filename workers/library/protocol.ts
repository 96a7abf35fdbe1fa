/** Messages between the page and the worker that keeps models: types only. Each reply names the request it answers. */
import type { CatalogueEntry } from '../../models/hub/catalogue';
import type { ModelDescription } from '../../models/hub/describe';
import type { Remote } from '../../models/hub/remote';
import type { StoredModel } from '../../models/hub/stored';
import type { ErrorCode } from '../protocol';

export type { CatalogueEntry, ModelDescription, Remote, StoredModel };

export type LibraryRequest =
  /** Asks the server what a model would cost; fetches its small files only. */
  | { readonly type: 'describe'; readonly id: number; readonly remote: Remote }
  /** Fetches a whole model, goes on where an earlier attempt stopped, and checks that it is one. */
  | { readonly type: 'download'; readonly id: number; readonly remote: Remote; readonly licence?: string }
  /** `hub` is where the models on offer would come from; the public hub when left out. */
  | { readonly type: 'stored'; readonly id: number; readonly hub?: string }
  /** Removes one model, or everything that is stored. */
  | { readonly type: 'forget'; readonly id: number; readonly remote?: Remote; readonly hub?: string }
  /** Stops a download; what has come is kept. */
  | { readonly type: 'cancel'; readonly id: number };

/** What the browser keeps, and what there is to be had. */
export interface Shelf {
  readonly offers: readonly CatalogueEntry[];
  readonly models: readonly StoredModel[];
  /** Bytes that this site may still store; absent where the browser does not say. */
  readonly free?: number;
  /** False where the browser keeps no files, as in some private windows. */
  readonly keeps: boolean;
}

export type LibraryReply =
  | { readonly type: 'described'; readonly id: number; readonly description: ModelDescription }
  | { readonly type: 'progress'; readonly id: number; readonly loaded: number; readonly total: number }
  | { readonly type: 'downloaded'; readonly id: number }
  | { readonly type: 'shelf'; readonly id: number; readonly shelf: Shelf }
  | { readonly type: 'error'; readonly id: number; readonly code: ErrorCode; readonly message: string };
