import { useStore } from 'zustand';
import { isOffered } from '../store/offer';
import { usePlayground, useShare, useStores } from './stores';

/** Whether another model is offered in the place of the maps. */
export function useIsOffered(): boolean {
  const offer = useStore(useStores().offer);
  const isLinked = useShare(({ opened }) => opened !== undefined);
  return usePlayground((state) => isOffered(state, offer, isLinked));
}
