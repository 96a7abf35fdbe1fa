/**
 * What is known of the right answer to the question on show, and of the stickers that justify it. A wording that nobody
 * knows is searched for long, so the search runs beside everything else, and ends when the question changes.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PageImage } from '../image/pageImage';
import type { SceneLibrary } from '../image/scenes';
import type { Truth } from '../image/truth';
import type { PlaygroundStore } from './playground';
import type { Shown } from './shown';

export type ShownTruth =
  | { readonly kind: 'photograph' }
  | { readonly kind: 'unknown-question' }
  /** Right answer known, but no sticker justifies it ("no dog", the background). */
  | { readonly kind: 'no-objects'; readonly truth: Truth }
  | {
      readonly kind: 'known';
      readonly truth: Truth;
      /** Share of each patch that the justifying stickers cover, 0…1. */
      readonly coverage: Float32Array;
    };

export interface TruthState {
  /** The truth about an explanation; undefined while it is being looked for. */
  readonly of: (shown: Shown) => ShownTruth | undefined;
}

export type TruthStore = StoreApi<TruthState>;

export function createTruth(playground: PlaygroundStore, scenes: Pick<SceneLibrary, 'truth'>): TruthStore {
  const found = new WeakMap<PageImage, Map<string, ShownTruth>>();
  let searching: AbortController | undefined;
  // A new function each time, so that whoever listens asks again.
  const finder = (): TruthState => ({ of: (shown) => found.get(shown.image)?.get(keyOf(shown)) });
  const store: TruthStore = createStore(finder);

  async function search(shown: Shown): Promise<void> {
    searching?.abort();
    const { image } = shown;
    const key = keyOf(shown);
    if (found.get(image)?.has(key)) return;
    const { signal } = (searching = new AbortController());
    const truth = await truthOf(shown, (scene, question) => scenes.truth(scene, question, signal));
    if (signal.aborted) return;
    const ofImage = found.get(image) ?? new Map<string, ShownTruth>();
    found.set(image, ofImage.set(key, truth));
    store.setState(finder());
  }

  playground.subscribe(({ shown }, before) => {
    if (shown && shown !== before.shown) void search(shown);
  });
  return store;
}

const gridOf = ({ reply }: Shown) => {
  const { rows = 1, cols = 1 } = reply.document.methods[0]?.image ?? {};
  return { rows, cols };
};

/** The truth hangs on the question and on how the picture is cut into patches. */
const keyOf = (shown: Shown): string => {
  const { rows, cols } = gridOf(shown);
  return `${rows} ${cols} ${shown.reply.document.question}`;
};

async function truthOf(shown: Shown, lookUp: SceneLibrary['truth']): Promise<ShownTruth> {
  const { scene, coverage: measure } = shown.image;
  if (!scene || !measure) return { kind: 'photograph' };
  const truth = await lookUp(scene, shown.reply.document.question);
  if (!truth) return { kind: 'unknown-question' };
  if (truth.objects.length === 0) return { kind: 'no-objects', truth };
  const { rows, cols } = gridOf(shown);
  const ofStickers = measure(rows, cols);
  const coverage = new Float32Array(rows * cols);
  for (const object of truth.objects)
    ofStickers[object]?.forEach((share, patch) => (coverage[patch] = Math.min(1, coverage[patch]! + share)));
  return { kind: 'known', truth, coverage };
}
