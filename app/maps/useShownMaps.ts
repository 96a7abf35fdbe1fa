import { useDeferredValue, useMemo } from 'react';
import { usePlayground, useReplay, useView } from '../hooks/stores';
import { mapsOf, type ShownMaps } from './shownMaps';

/**
 * The explanation on show as numbers for drawing; absent until there is one. What has just been computed comes a moment
 * later: drawing it gives way to typing.
 */
export function useShownMaps(): ShownMaps | undefined {
  const { shown, preprocessing } = useDeferredValue(
    usePlayground(({ shown, info, example }) => ({
      shown,
      preprocessing: example?.preprocessing ?? info?.preprocessing,
    })),
  );
  const { block, replayed } = useReplay(({ block, replayed }) => ({ block, replayed }));
  const perMap = useView((view) => view.perMap);
  return useMemo(() => {
    if (!shown || !preprocessing) return undefined;
    // Until the steps of this very explanation are there, its finished maps stay.
    const replay =
      block !== undefined && replayed?.of === shown ? { steps: replayed.steps, block } : undefined;
    return mapsOf(shown, preprocessing, perMap, replay);
  }, [shown, preprocessing, perMap, block, replayed]);
}
