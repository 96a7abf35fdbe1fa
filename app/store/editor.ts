/**
 * The scene editor's state: the scene as it is, what it was before, what is selected. Each change is drawn at once; the
 * model gets the newest scene whenever it is done with the one before, so that answers and maps follow a drag without
 * a queue growing behind it.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Pixels } from '../../src/image/pixels';
import type { Atlas, Scene } from '../../src/scene';
import { drawScene } from '../image/drawScene';
import { pageImageOf, type SceneLibrary } from '../image/scenes';
import type { PlaygroundStore } from './playground';

export interface EditorState {
  readonly isOpen: boolean;
  /** The edited scene; stays in memory when the editor is closed. */
  readonly scene: Scene | undefined;
  readonly picture: Pixels | undefined;
  /** Index of the sticker that the controls change. */
  readonly selected: number | undefined;
  readonly past: readonly Scene[];
  readonly future: readonly Scene[];
}

export interface EditorActions {
  /** Opens the editor on a scene; on the one that was edited last it goes on with its history. */
  open(scene: Scene): Promise<void>;
  close(): void;
  select(index: number | undefined): void;
  /**
   * Takes a changed scene. Changes in a row with one `gesture` (a drag, the same arrow key) are undone together.
   */
  apply(scene: Scene, gesture?: string): void;
  /** Ends a gesture: what follows is undone on its own. */
  settle(): void;
  undo(): void;
  redo(): void;
  /** Makes another scene; what makes it is loaded the first time. */
  shuffle(): Promise<void>;
}

export type EditorStore = StoreApi<EditorState & EditorActions>;

export interface EditorOptions {
  readonly playground: PlaygroundStore;
  readonly scenes: Pick<SceneLibrary, 'atlas'>;
  /** Seed of the next random scene. */
  readonly randomSeed?: () => number;
}

/** Steps that can be undone. */
const MEMORY = 200;
const SHOWN_SIDE = 512;
/** Seeds of shuffled scenes; whole numbers below this. */
const SEEDS = 2 ** 31;

export function createEditor({
  playground,
  scenes,
  randomSeed = () => Math.floor(Math.random() * SEEDS),
}: EditorOptions): EditorStore {
  let atlas: Atlas | undefined;
  let gesture: string | undefined;
  let drawn = 0;
  let waiting: (() => void) | undefined;

  const store: EditorStore = createStore((set, get) => {
    function show(scene: Scene, rest: Partial<EditorState> = {}): void {
      const picture = drawScene(scene, atlas!, SHOWN_SIDE);
      set({ scene, picture, ...rest });
      const key = `scene:${++drawn}`;
      waiting = () => playground.getState().editImage(pageImageOf(scene, atlas!, key, picture));
      pump();
    }

    function pump(): void {
      if (playground.getState().phase !== 'idle') return;
      const send = waiting;
      waiting = undefined;
      send?.();
    }

    playground.subscribe(({ phase, image }, before) => {
      if (phase !== before.phase) pump();
      // Another picture was chosen: the editor has nothing more to say about it.
      if (image !== before.image && get().isOpen && !image?.key.startsWith('scene:')) {
        waiting = undefined;
        set({ isOpen: false });
      }
    });

    function step(from: 'past' | 'future', to: 'past' | 'future'): void {
      const { scene, [from]: source, [to]: target } = get();
      const next = source.at(-1);
      if (!scene || !next) return;
      gesture = undefined;
      const selected = get().selected;
      show(next, {
        [from]: source.slice(0, -1),
        [to]: [...target, scene],
        selected: selected !== undefined && selected < next.stickers.length ? selected : undefined,
      });
    }

    return {
      isOpen: false,
      scene: undefined,
      picture: undefined,
      selected: undefined,
      past: [],
      future: [],

      async open(scene) {
        try {
          atlas = await scenes.atlas();
        } catch (error) {
          playground.getState().reportError(error);
          return;
        }
        gesture = undefined;
        const isSame = scene === get().scene;
        set({ isOpen: true, selected: undefined, ...(isSame ? {} : { past: [], future: [] }) });
        const { image } = playground.getState();
        // What is on show already needs neither drawing nor an answer.
        if (image?.scene === scene) set({ scene, picture: image.display });
        else show(scene);
      },

      close: () => set({ isOpen: false, selected: undefined }),
      select(selected) {
        gesture = undefined;
        set({ selected });
      },

      apply(scene, tag) {
        const { scene: before, past } = get();
        if (!before || scene === before) return;
        const goesOn = tag !== undefined && tag === gesture;
        gesture = tag;
        show(scene, { past: goesOn ? past : [...past, before].slice(-MEMORY), future: [] });
      },

      settle() {
        gesture = undefined;
      },

      undo: () => step('past', 'future'),
      redo: () => step('future', 'past'),
      async shuffle() {
        try {
          const { generateScene } = await import('../../src/scene/generate');
          get().select(undefined);
          get().apply(generateScene(randomSeed(), 'test'));
        } catch (error) {
          playground.getState().reportError(error);
        }
      },
    };
  });
  return store;
}
