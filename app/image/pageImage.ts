import type { PixelImage } from '../../workers/protocol';
import type { Scene } from '../../src/scene/spec';

/** An image on the page. */
export interface PageImage {
  /** Same key, same picture. */
  readonly key: string;
  readonly name: string;
  /** What is shown; sharper than what the model gets where there is more to show. */
  readonly display: PixelImage;
  /** What the model gets: scenes are drawn at the model's own size, photographs are given as they are. */
  readonly pixelsFor: (imageSize: number) => PixelImage;
  /** Id of the bundled sample, when it is one. */
  readonly sample?: string;
  /** Absent for photographs. */
  readonly scene?: Scene;
  /** Share of each patch that each sticker covers, in the scene's order; absent for photographs. */
  readonly coverage?: (rows: number, cols: number) => Float32Array[];
}
