/** Pictures that come by links and files. */
import { decodeLinkImage, readSource, type ExportedDocument, type LinkImage } from '../../src/ask';
import type { Pixels } from '../../src/image/pixels';
import type { PageImage } from '../image/pageImage';
import { pageImageOf, type SceneLibrary } from '../image/scenes';
import { linkCodec } from './codec';

let opened = 0;

/** The picture of a link; undefined where the link has only a fingerprint or nothing. @throws Error with a sentence */
export async function pageImageFrom(
  image: LinkImage | undefined,
  scenes: SceneLibrary,
): Promise<PageImage | undefined> {
  switch (image?.kind) {
    case undefined:
    case 'file':
      return undefined;
    case 'sample': {
      const sample = scenes.samples.find(({ id }) => id === image.id);
      if (!sample)
        throw new Error(
          `This link shows the sample “${image.id}”, which is not in this version; reload the page to get the newest.`,
        );
      return scenes.open(sample);
    }
    case 'scene':
      return pageImageOf(image.scene, await scenes.atlas(), `scene:link-${++opened}`);
    case 'jpeg': {
      const pixels = await decodeLinkImage(image.bytes, await linkCodec());
      return { ...photograph(pixels, `link:${++opened}`), jpeg: image.bytes };
    }
  }
}

/** The picture of an exported explanation, if the file has one. */
export async function pageImageOfSource(
  { source }: ExportedDocument,
  scenes: SceneLibrary,
): Promise<PageImage | undefined> {
  if (!source) return undefined;
  if (source.kind === 'scene') {
    const sample = scenes.samples.find(({ scene }) => JSON.stringify(scene) === JSON.stringify(source.scene));
    if (sample) return scenes.open(sample);
    return pageImageOf(source.scene, await scenes.atlas(), `scene:file-${++opened}`);
  }
  return photograph(readSource(source), `file:${++opened}`);
}

const photograph = (pixels: Pixels, key: string): PageImage => ({
  key,
  name: 'Picture from a link',
  display: pixels,
  pixelsFor: () => pixels,
});
