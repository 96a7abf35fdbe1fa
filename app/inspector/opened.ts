/** Which parts of the inspector somebody has opened; remembered while the page lives. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export type Section = 'weights' | 'attention';

const opened = createStore<Readonly<Record<Section, boolean>>>(() => ({ weights: false, attention: false }));

/** Whether a part is open, and what opens and closes it. */
export function useOpened(section: Section): readonly [boolean, (isOpen: boolean) => void] {
  const isOpen = useStore(opened, (state) => state[section]);
  return [isOpen, (next) => opened.setState({ [section]: next })];
}
