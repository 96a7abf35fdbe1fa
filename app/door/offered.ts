/** What an offer is made of. */

/** A model that would know what the one at hand does not. Sizes in bytes. */
export interface OfferedModel {
  readonly id: string;
  readonly name: string;
  /** To be fetched; what is there already is not counted by whoever makes the offer. */
  readonly bytes: number;
  /** Of memory, while it answers. */
  readonly memory: number;
  /** What it does for this question, in a sentence. */
  readonly sentence: string;
  readonly host: string;
  readonly licence: string;
  /** Lies in this browser, so that no network is needed. */
  readonly isKept?: boolean;
}

/** A download, in the row of the model that it belongs to. */
export interface Transferred {
  readonly phase: 'running' | 'paused' | 'preparing' | 'failed';
  /** Bytes; `rate` a second, 0 while unknown. */
  readonly loaded: number;
  readonly total: number;
  readonly rate: number;
  /** Of a failed one: what happened and what to do, in a sentence. */
  readonly message?: string;
}
