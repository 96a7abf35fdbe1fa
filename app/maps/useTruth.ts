import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useStores, useView } from '../hooks/stores';
import type { Shown } from '../store/shown';
import type { ShownTruth } from '../store/truth';

/** The truth about an explanation; undefined while it is being looked for. */
export function useTruth(shown: Shown): ShownTruth | undefined {
  return useStore(useStores().truth, ({ of }) => of(shown));
}

/** Share of a patch from which on it counts as part of an object when outlined. */
const OUTLINED = 0.3;

/** Patches of the justifying objects, while somebody looks at the truth. */
export function useTruthOutline(shown: Shown): readonly number[] | undefined {
  const isOpen = useView((view) => view.tab === 'truth');
  const truth = useTruth(shown);
  return useMemo(() => {
    if (!isOpen || truth?.kind !== 'known') return undefined;
    return Array.from(truth.coverage.keys()).filter((patch) => truth.coverage[patch]! >= OUTLINED);
  }, [isOpen, truth]);
}
