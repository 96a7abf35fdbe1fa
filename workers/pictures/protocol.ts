/** Messages between the page and the worker that decodes pictures: types only. Each reply names the request it answers. */
import type { Pixels } from '../../src/image/pixels';

export interface PictureRequest {
  readonly id: number;
  readonly file: Blob;
  /** What the file is called in messages. */
  readonly name: string;
  /** Longest side of what is shown. */
  readonly longest: number;
}

/** A picture that has been decoded. */
export interface Decoded {
  /** What a model gets: the whole picture, opaque. */
  readonly pixels: Pixels;
  /** What is shown, with its longer side at most as asked for; the same object where the whole picture fits. */
  readonly display: Pixels;
}

export type PictureReply =
  | ({ readonly type: 'decoded'; readonly id: number } & Decoded)
  /** `message` is a sentence for a person. */
  | { readonly type: 'error'; readonly id: number; readonly message: string };
