import { useCallback } from 'react';
import { decodeImage } from '../image/decode';
import { useStores } from './stores';

let photographs = 0;

/** Opens an image that somebody gave. Of two given in a row the later one stays; what fails leaves all as it was. */
export function useChooseFile(): (file: Blob & { readonly name?: string }) => Promise<void> {
  const { playground } = useStores();
  return useCallback(
    async (file) => {
      const mine = ++photographs;
      try {
        const pixels = await decodeImage(file);
        if (mine !== photographs) return;
        const name = file.name ?? 'Pasted image';
        playground
          .getState()
          .setImage({ key: `photograph:${mine}`, name, file, display: pixels, pixelsFor: () => pixels });
      } catch (error) {
        if (mine === photographs) playground.getState().reportError(error);
      }
    },
    [playground],
  );
}
