/**
 * How the maps on show come together, block by block. Computing that takes many times as long as the maps themselves, so
 * it is asked for when somebody first looks, and kept until another explanation is on show.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ExplainClient } from '../../workers/client';
import type { ReplaySteps } from '../../workers/protocol';
import { onWire } from './asked';
import { isAbort, sentenceOf } from './errors';
import type { PlaygroundStore } from './playground';
import type { Shown } from './shown';

export interface ReplayState {
  /** Index of the last block that is replayed; absent: all of them, which is the map itself. */
  readonly block: number | undefined;
  /** The explanation on show after each block, a column of its document each; absent until they are there. */
  readonly replayed: { readonly of: Shown; readonly steps: readonly ReplaySteps[] } | undefined;
  readonly error: string | undefined;
}

export interface ReplayActions {
  /** Shows the maps as they stand after a block, as soon as that is known. */
  show(block: number | undefined): void;
}

export type ReplayStore = StoreApi<ReplayState & ReplayActions>;

export function createReplay(client: ExplainClient, playground: PlaygroundStore): ReplayStore {
  let running: AbortController | undefined;

  const store: ReplayStore = createStore((set, get) => {
    async function fetchIt(): Promise<void> {
      const { shown, example } = playground.getState();
      if (!shown || example || running || get().replayed) return;
      const { signal } = (running = new AbortController());
      try {
        const { methods } = onWire(shown.asked).asked;
        const { steps } = await client.replay({ methods }, { signal });
        if (!signal.aborted) set({ replayed: { of: shown, steps }, error: undefined });
      } catch (error) {
        // The map itself stays; looking again asks again.
        if (!signal.aborted)
          set({ block: undefined, ...(isAbort(error) ? {} : { error: sentenceOf(error) }) });
      } finally {
        if (running?.signal === signal) running = undefined;
      }
    }

    return {
      block: undefined,
      replayed: undefined,
      error: undefined,
      show(block) {
        set({ block });
        if (block !== undefined) void fetchIt();
      },
    };
  });

  playground.subscribe(({ shown }, before) => {
    if (shown === before.shown) return;
    running?.abort();
    running = undefined;
    store.setState({ block: undefined, replayed: undefined, error: undefined });
  });
  return store;
}
