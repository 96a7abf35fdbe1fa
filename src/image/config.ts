import type { Filter } from './filters';

export type Triple = readonly [number, number, number];

export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Where a crop begins when the image has an odd number of pixels more than it: at ⌊surplus/2⌋ (transformers), or at
 * surplus/2 rounded, ties to even (torchvision, and so OpenCLIP).
 */
export type CropStart = 'floor' | 'half-even';

/** How an image becomes the model's input. `crop` is the model's image size; without it `resize` is. */
export interface Preprocessing {
  /** The shorter side brought to a length with the proportions kept, or both sides set (which distorts). */
  readonly resize: { readonly shortestEdge: number } | Size;
  /** Crop at the centre after resizing. */
  readonly crop?: Size;
  /** `floor` when left out. */
  readonly cropStart?: CropStart;
  /** Bicubic when left out. */
  readonly filter?: Filter;
  /** Factor from bytes to the range that `mean` and `std` speak of, usually 1/255. */
  readonly rescale: number;
  readonly mean: Triple;
  readonly std: Triple;
}

/** Mean and standard deviation of CLIP's training images, from its preprocessor_config.json. */
export const CLIP_MEAN: Triple = [0.48145466, 0.4578275, 0.40821073];
export const CLIP_STD: Triple = [0.26862954, 0.26130258, 0.27577711];

/** CLIP's own preprocessing at `size` pixels: resize the shorter side, crop a square at the centre. */
export function clipPreprocessing(size: number): Preprocessing {
  return {
    resize: { shortestEdge: size },
    crop: { width: size, height: size },
    rescale: 1 / 255,
    mean: CLIP_MEAN,
    std: CLIP_STD,
  };
}

/** For square scenes: the whole image resized to a square of `size` pixels, nothing cropped. */
export function squarePreprocessing(
  size: number,
  mean: Triple = CLIP_MEAN,
  std: Triple = CLIP_STD,
): Preprocessing {
  return { resize: { width: size, height: size }, rescale: 1 / 255, mean, std };
}

/** The size of the image that the model gets. */
export function modelSize(config: Preprocessing): Size {
  if (config.crop) return config.crop;
  if ('shortestEdge' in config.resize) {
    throw new RangeError(
      'preprocessing: resizing the shorter side without a crop gives every image another size; give a crop size',
    );
  }
  return config.resize;
}
