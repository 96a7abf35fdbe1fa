/** Attention of one block and head of the explanation on show, fetched when somebody looks. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AttentionReply } from '../../workers/protocol';
import type { ExplainClient } from '../../workers/client';
import { isAbort, sentenceOf } from './errors';
import type { PlaygroundStore } from './playground';
import type { Shown } from './shown';

export interface AttentionState {
  /** Index in forward order; absent until somebody opens the view. */
  readonly block: number | undefined;
  /** Absent: the mean over heads. */
  readonly head: number | undefined;
  /** Patch and token (index in the document) whose attention is shown; absent: the image's or text's summary token. */
  readonly sourcePatch: number | undefined;
  readonly sourceWord: number | undefined;
  /** What came last, with the explanation whose tokens it is about. */
  readonly seen: { readonly reply: AttentionReply; readonly shown: Shown } | undefined;
  readonly error: string | undefined;
}

export interface AttentionActions {
  /** Somebody sees it: from now on it is fetched with each explanation. Returns what ends that. */
  open(): () => void;
  look(block: number, head?: number): void;
  setSource(source: { readonly patch?: number; readonly word?: number }): void;
}

export type AttentionStore = StoreApi<AttentionState & AttentionActions>;

export function createAttention(client: ExplainClient, playground: PlaygroundStore): AttentionStore {
  let running: AbortController | undefined;
  let isOpen = false;

  const store: AttentionStore = createStore((set, get) => {
    async function fetchIt(): Promise<void> {
      running?.abort();
      const { block, head } = get();
      const { shown, example } = playground.getState();
      if (!isOpen || block === undefined || !shown || example) return;
      const { signal } = (running = new AbortController());
      try {
        const reply = await client.attention({ block, ...(head === undefined ? {} : { head }) }, { signal });
        if (!signal.aborted) set({ seen: { reply, shown }, error: undefined });
      } catch (error) {
        if (!signal.aborted && !isAbort(error)) set({ error: sentenceOf(error) });
      }
    }

    playground.subscribe(({ shown, example }, before) => {
      if (shown === before.shown) return;
      // Nothing can be asked about what this page did not compute.
      if (!shown || example || !isOpen) set({ seen: undefined });
      // Words move when the text changes, also when another answer brings its own prompt; patches stay where they are.
      if (textOf(shown) !== textOf(before.shown)) set({ sourceWord: undefined });
      void fetchIt();
    });

    return {
      block: undefined,
      head: undefined,
      sourcePatch: undefined,
      sourceWord: undefined,
      seen: undefined,
      error: undefined,
      open() {
        isOpen = true;
        if (get().seen?.shown !== playground.getState().shown) void fetchIt();
        return () => {
          isOpen = false;
          running?.abort();
        };
      },
      look(block, head) {
        if (block !== get().block) set({ seen: undefined });
        set({ block, head });
        void fetchIt();
      },
      setSource({ patch, word }) {
        set({
          ...(patch === undefined ? {} : { sourcePatch: patch }),
          ...(word === undefined ? {} : { sourceWord: word }),
        });
      },
    };
  });
  return store;
}

const textOf = (shown: Shown | undefined): string | undefined => shown?.reply.document.tokens.join(' ');
