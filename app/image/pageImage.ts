import type { Pixels } from '../../src/image/pixels';
import type { Scene } from '../../src/scene/spec';

/** An image on the page. */
export interface PageImage {
  /** Same key, same picture. */
  readonly key: string;
  readonly name: string;
  /** What is shown; sharper than what the model gets where there is more to show. */
  readonly display: Pixels;
  /** What the model gets: scenes are drawn at the model's own size, photographs are given as they are. */
  readonly pixelsFor: (imageSize: number) => Pixels;
  /** Id of the bundled sample, when it is one. */
  readonly sample?: string;
  /** The file of a photograph that somebody gave; only its fingerprint goes into links. */
  readonly file?: Blob;
  /** The photograph as a link holds it, for one that came by link. */
  readonly jpeg?: Uint8Array;
  /** Absent for photographs. */
  readonly scene?: Scene;
  /** Share of each patch that each sticker covers, in the scene's order; absent for photographs. */
  readonly coverage?: (rows: number, cols: number) => Float32Array[];
}
