/** Attention of one block and head of the explanation on show, fetched when somebody looks. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AttentionReply } from '../../workers/protocol';
import type { ExplainClient } from '../../workers/client';
import { isAbort, sentenceOf } from './errors';
import type { PlaygroundStore } from './playground';

export interface AttentionState {
  /** Index in forward order; absent until somebody opens the view. */
  readonly block: number | undefined;
  /** Absent: the mean over heads. */
  readonly head: number | undefined;
  /** Patch and token (index in the document) whose attention is shown; absent: the image's or text's summary token. */
  readonly sourcePatch: number | undefined;
  readonly sourceWord: number | undefined;
  readonly reply: AttentionReply | undefined;
  readonly error: string | undefined;
}

export interface AttentionActions {
  look(block: number, head?: number): void;
  setSource(source: { readonly patch?: number; readonly word?: number }): void;
  close(): void;
}

export type AttentionStore = StoreApi<AttentionState & AttentionActions>;

export function createAttention(client: ExplainClient, playground: PlaygroundStore): AttentionStore {
  let running: AbortController | undefined;

  const store: AttentionStore = createStore((set, get) => {
    async function fetchIt(): Promise<void> {
      running?.abort();
      const { block, head } = get();
      const { shown, example } = playground.getState();
      if (block === undefined || !shown || example) return;
      const controller = new AbortController();
      running = controller;
      try {
        const reply = await client.attention(
          { block, ...(head === undefined ? {} : { head }) },
          { signal: controller.signal },
        );
        if (!controller.signal.aborted) set({ reply, error: undefined });
      } catch (error) {
        if (!controller.signal.aborted && !isAbort(error)) set({ error: sentenceOf(error) });
      }
    }

    playground.subscribe(({ shown }, before) => {
      if (shown === before.shown) return;
      // Words move when the question changes; patches stay where they are.
      if (shown?.reply.document.question !== before.shown?.reply.document.question)
        set({ sourceWord: undefined });
      void fetchIt();
    });

    return {
      block: undefined,
      head: undefined,
      sourcePatch: undefined,
      sourceWord: undefined,
      reply: undefined,
      error: undefined,
      look(block, head) {
        if (block !== get().block) set({ reply: undefined });
        set({ block, head });
        void fetchIt();
      },
      setSource({ patch, word }) {
        set({
          ...(patch === undefined ? {} : { sourcePatch: patch }),
          ...(word === undefined ? {} : { sourceWord: word }),
        });
      },
      close() {
        running?.abort();
        set({ block: undefined, reply: undefined, error: undefined });
      },
    };
  });
  return store;
}
