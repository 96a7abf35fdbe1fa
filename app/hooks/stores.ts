/** React's way to the stores; the stores themselves know no React. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { AttentionActions, AttentionState, AttentionStore } from '../store/attention';
import type { PlaygroundActions, PlaygroundState, PlaygroundStore } from '../store/playground';
import type { ReplayActions, ReplayState, ReplayStore } from '../store/replay';
import type { TruthStore } from '../store/truth';
import type { ModelsActions, ModelsState, ModelsStore } from '../store/models';
import type { TestsActions, TestsState, TestsStore } from '../store/tests';
import type { EditorActions, EditorState, EditorStore } from '../store/editor';
import type { ViewState, ViewStore } from '../store/view';
import type { ShareState, ShareStore } from '../share/store';
import type { PicturesStore } from '../store/pictures';
import type { SceneLibrary } from '../image/scenes';
import type { OfflineStore } from '../offline/store';
import type { OfferStore } from '../store/offer';

export interface Stores {
  readonly playground: PlaygroundStore;
  readonly view: ViewStore;
  readonly tests: TestsStore;
  readonly attention: AttentionStore;
  readonly replay: ReplayStore;
  readonly editor: EditorStore;
  readonly pictures: PicturesStore;
  readonly scenes: SceneLibrary;
  readonly truth: TruthStore;
  readonly share: ShareStore;
  readonly offline: OfflineStore;
  readonly models: ModelsStore;
  readonly offer: OfferStore;
  /** Address of the hub that repository ids belong to. */
  readonly hub: string;
}

export const StoresContext = createContext<Stores | undefined>(undefined);

export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (!stores) throw new Error('useStores: no <StoresContext> above this component');
  return stores;
}

/** Selected parts are compared one level deep, so a selector may return a fresh object or array. */
export function usePlayground<T>(select: (state: PlaygroundState & PlaygroundActions) => T): T {
  return useStore(useStores().playground, useShallow(select));
}

export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(useStores().view, useShallow(select));
}

export function useTests<T>(select: (state: TestsState & TestsActions) => T): T {
  return useStore(useStores().tests, useShallow(select));
}

export function useAttention<T>(select: (state: AttentionState & AttentionActions) => T): T {
  return useStore(useStores().attention, useShallow(select));
}

export function useReplay<T>(select: (state: ReplayState & ReplayActions) => T): T {
  return useStore(useStores().replay, useShallow(select));
}

export function useEditor<T>(select: (state: EditorState & EditorActions) => T): T {
  return useStore(useStores().editor, useShallow(select));
}

export function useShare<T>(select: (state: ShareState) => T): T {
  return useStore(useStores().share, useShallow(select));
}

export function useModels<T>(select: (state: ModelsState & ModelsActions) => T): T {
  return useStore(useStores().models, useShallow(select));
}

/** Sets part of the view. */
export function useSetView(): (part: Partial<ViewState>) => void {
  return useStores().view.setState;
}
