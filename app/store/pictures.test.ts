import { createStore } from 'zustand/vanilla';
import { describe, expect, it } from 'vitest';
import type { PageImage } from '../image/pageImage';
import type { PlaygroundStore } from './playground';
import { createPictures } from './pictures';

const picture = (key: string, more: Partial<PageImage> = {}): PageImage => {
  const display = { width: 1, height: 1, data: new Uint8ClampedArray(4) };
  return { key, name: key, display, pixelsFor: () => display, ...more };
};

/** A playground of which nothing but the picture is looked at. */
function opened(...images: PageImage[]) {
  const playground = createStore(() => ({ image: undefined as PageImage | undefined }));
  const pictures = createPictures(playground as unknown as PlaygroundStore);
  for (const image of images) playground.setState({ image });
  return pictures.getState().own.map(({ key }) => key);
}

describe('pictures of one’s own', () => {
  it('are the last two photographs, the newest first, each once', () => {
    expect(opened(picture('a'), picture('b'))).toEqual(['b', 'a']);
    expect(opened(picture('a'), picture('b'), picture('a'), picture('c'))).toEqual(['c', 'b']);
  });

  it('are neither scenes nor the example', () => {
    const scene = { stickers: [], background: 'grass' } as unknown as NonNullable<PageImage['scene']>;
    expect(opened(picture('sample:1', { scene }), picture('example'), picture('a'))).toEqual(['a']);
  });
});
