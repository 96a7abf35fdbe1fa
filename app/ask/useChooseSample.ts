import { useCallback } from 'react';
import type { Sample } from '../../src/scene';
import { useStores } from '../hooks/stores';

/** Opens a bundled scene with its question. */
export function useChooseSample(): (sample: Sample) => Promise<void> {
  const { scenes, playground, view } = useStores();
  return useCallback(
    async (sample) => {
      try {
        const image = await scenes.open(sample);
        view.setState({ isTyped: false });
        playground.getState().setImage(image, sample.question);
      } catch (error) {
        playground.getState().reportError(error);
      }
    },
    [scenes, playground, view],
  );
}
