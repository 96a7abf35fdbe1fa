type Triple = readonly [number, number, number];

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How an image becomes the model's input. `crop` is the model's image size; without it `resize` is. */
export interface Preprocessing {
  /** The shorter side brought to a length with the proportions kept, or both sides set (which distorts). */
  readonly resize: { readonly shortestEdge: number } | Size;
  /** Crop at the centre after resizing. */
  readonly crop?: Size;
  /** Factor from bytes to the range that `mean` and `std` speak of, usually 1/255. */
  readonly rescale: number;
  readonly mean: Triple;
  readonly std: Triple;
}

/** Mean and standard deviation of CLIP's training images, from its preprocessor_config.json. */
const CLIP_MEAN: Triple = [0.48145466, 0.4578275, 0.40821073];
const CLIP_STD: Triple = [0.26862954, 0.26130258, 0.27577711];

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

const FILE = 'preprocessor_config.json';

function fail(field: string, expected: string, value: unknown): never {
  throw new TypeError(`${FILE}: "${field}" should be ${expected}, but is ${JSON.stringify(value)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function length(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 8192) return value;
  return fail(field, 'a whole number of pixels from 1 to 8192', value);
}

function sizeOf(value: unknown, field: string): Size {
  if (isObject(value)) {
    return {
      width: length(value['width'], `${field}.width`),
      height: length(value['height'], `${field}.height`),
    };
  }
  const side = length(value, field);
  return { width: side, height: side };
}

function resizeOf(value: unknown): Preprocessing['resize'] {
  if (isObject(value)) {
    if ('shortest_edge' in value)
      return { shortestEdge: length(value['shortest_edge'], 'size.shortest_edge') };
    return sizeOf(value, 'size');
  }
  // Files from before 2022 give a bare number, which means the shorter side.
  return { shortestEdge: length(value, 'size') };
}

function tripleOf(value: unknown, field: string, positive: boolean): Triple {
  const fits = (x: unknown): x is number =>
    typeof x === 'number' && Number.isFinite(x) && (!positive || x > 0);
  if (Array.isArray(value) && value.length === 3 && value.every(fits))
    return [value[0]!, value[1]!, value[2]!];
  return fail(field, positive ? 'three positive numbers' : 'three numbers', value);
}

/** Pillow's number for bicubic resampling. */
const BICUBIC = 3;

/**
 * Reads the fields of a Hugging Face `preprocessor_config.json` (CLIPImageProcessor, old and new spelling). Fields that
 * are missing get that processor's defaults. Throws a TypeError that names the field when a value cannot be used.
 */
export function parsePreprocessing(json: unknown): Preprocessing {
  if (!isObject(json)) return fail('(the whole file)', 'an object', json);
  const flag = (name: string): boolean => {
    const value = json[name] ?? true;
    return typeof value === 'boolean' ? value : fail(name, 'true or false', value);
  };
  if (!flag('do_resize')) fail('do_resize', 'true, since images of any size must be accepted', false);
  if ((json['resample'] ?? BICUBIC) !== BICUBIC) fail('resample', '3 (bicubic)', json['resample']);
  const factor = json['rescale_factor'] ?? 1 / 255;
  if (typeof factor !== 'number' || !(factor > 0)) fail('rescale_factor', 'a positive number', factor);
  const normalise = flag('do_normalize');
  const config: Preprocessing = {
    resize: resizeOf(json['size'] ?? 224),
    ...(flag('do_center_crop') ? { crop: sizeOf(json['crop_size'] ?? 224, 'crop_size') } : {}),
    rescale: flag('do_rescale') ? factor : 1,
    mean: normalise ? tripleOf(json['image_mean'] ?? CLIP_MEAN, 'image_mean', false) : [0, 0, 0],
    std: normalise ? tripleOf(json['image_std'] ?? CLIP_STD, 'image_std', true) : [1, 1, 1],
  };
  modelSize(config);
  return config;
}
