import { useCallback } from 'react';
import { decodePicture } from '../image/decode';
import { useStores } from './stores';

let photographs = 0;

/** Opens an image that somebody gave. Of two given in a row the later one stays; what fails leaves all as it was. */
export function useChooseFile(): (file: Blob & { readonly name?: string }) => Promise<void> {
  const { playground } = useStores();
  return useCallback(
    async (file) => {
      const mine = ++photographs;
      try {
        const { pixels, display, ofThisBrowser } = await decodePicture(file);
        if (mine !== photographs) return;
        const called = file.name ?? 'Pasted image';
        const name = ofThisBrowser ? `${called} (as this browser reads it)` : called;
        playground
          .getState()
          .setImage({ key: `photograph:${mine}`, name, file, display, pixelsFor: () => pixels });
      } catch (error) {
        if (mine === photographs) playground.getState().reportError(error);
      }
    },
    [playground],
  );
}
