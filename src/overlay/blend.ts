import type { Pixels } from '../image/pixels';
import { RAMP_SIZE } from './ramp';
import type { Ramp } from './ramp';
import { positionOf } from './scale';
import type { ColourScale } from './scale';
import { upsample } from './upsample';
import type { Drawing } from './upsample';

/** A map over patches, row-major. */
export interface PatchMap {
  readonly rows: number;
  readonly cols: number;
  readonly values: ArrayLike<number>;
}

export interface HeatOptions {
  readonly scale: ColourScale;
  readonly ramp: Ramp;
  readonly drawing?: Drawing;
}

/** A map as colours with transparency, `width` × `height`, to be laid over the image. */
export function heatLayer(map: PatchMap, width: number, height: number, options: HeatOptions): Pixels {
  const { scale, ramp, drawing = 'smooth' } = options;
  const values = upsample(map.values, map.rows, map.cols, width, height, drawing);
  const colours = new Uint32Array(new Uint8ClampedArray(ramp.lut).buffer);
  const out = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    out[i] = colours[Math.round(positionOf(scale, values[i]!) * (RAMP_SIZE - 1))]!;
  }
  return { width, height, data: new Uint8ClampedArray(out.buffer) };
}

export interface BlendOptions {
  /** How strongly the heat covers, 0…1. */
  readonly opacity?: number;
  /** How far the image beneath goes towards grey, 0…1, so that the heat's hue is not mistaken for the image's. */
  readonly desaturation?: number;
  /** Where the heat's upper left corner lies in the image, whole pixels; what the heat does not cover is faded. */
  readonly x?: number;
  readonly y?: number;
  /** How far what the model does not see goes towards `fadeTo`, 0…1. */
  readonly fade?: number;
  /** Red, green, blue of the page; white when left out. */
  readonly fadeTo?: readonly [number, number, number];
}

const WHITE = [255, 255, 255] as const;

/** Rec. 709 luma, of gamma-coded values: cheap, and what desaturation filters use. */
function luma(r: number, g: number, b: number): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Lays `heat` over `image`, opaque where the image is; what reaches outside the image is cut off. */
export function blend(image: Pixels, heat: Pixels, options: BlendOptions = {}): Pixels {
  const {
    opacity = 0.85,
    desaturation = 0.45,
    x: left = 0,
    y: top = 0,
    fade = 0.65,
    fadeTo = WHITE,
  } = options;
  const { width, height } = image;
  const out = new Uint8ClampedArray(image.data);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      const grey = luma(out[at]!, out[at + 1]!, out[at + 2]!);
      const row = y - top;
      const col = x - left;
      const covered = row >= 0 && row < heat.height && col >= 0 && col < heat.width;
      const from = covered ? (row * heat.width + col) * 4 : 0;
      const alpha = covered ? (heat.data[from + 3]! / 255) * opacity : fade;
      for (let channel = 0; channel < 3; channel++) {
        const value = out[at + channel]!;
        const base = value + (grey - value) * desaturation;
        const cover = covered ? heat.data[from + channel]! : fadeTo[channel]!;
        out[at + channel] = base + (cover - base) * alpha;
      }
    }
  }
  return { width, height, data: out };
}

/** `heatLayer` and `blend` in one, for a map that covers the part `region` (whole pixels) of the image, else all of it. */
export function overlay(
  image: Pixels,
  map: PatchMap,
  options: HeatOptions & BlendOptions,
  region: { x: number; y: number; width: number; height: number } = { x: 0, y: 0, ...sizeOf(image) },
): Pixels {
  const heat = heatLayer(map, region.width, region.height, options);
  return blend(image, heat, { ...options, x: region.x, y: region.y });
}

function sizeOf({ width, height }: Pixels): { width: number; height: number } {
  return { width, height };
}
