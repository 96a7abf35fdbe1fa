/** From a drawing to a cut-out sticker: cropped, scaled to fill its square, with a white rim and a thin shadow. */
import { Resvg } from '@resvg/resvg-js';

/** Width of the white rim and of the shadow around it, as shares of the sticker's side. */
const RIM = 4 / 128;
const SHADOW = 2 / 128;
const SHADOW_ALPHA = 0.4;
/** Drawn this many times larger and averaged down. */
const OVERSAMPLING = 4;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The drawing's own extent, in SVG units of a 32×32 view box. */
function extentOf(svg: string): Box {
  const box = new Resvg(svg, { fitTo: { mode: 'width', value: 512 } }).render();
  const { width, height } = box;
  const pixels = box.pixels;
  let left = width;
  let right = 0;
  let top = height;
  let bottom = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (pixels[(y * width + x) * 4 + 3]! > 8) {
        left = Math.min(left, x);
        right = Math.max(right, x + 1);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y + 1);
      }
  if (right <= left || bottom <= top) throw new Error('An icon is empty.');
  const unit = 32 / width;
  return { left: left * unit, top: top * unit, width: (right - left) * unit, height: (bottom - top) * unit };
}

/** Offsets of a disc's rows: [dy, half width]. */
function disc(radius: number): [number, number][] {
  const rows: [number, number][] = [];
  for (let dy = -radius; dy <= radius; dy++)
    rows.push([dy, Math.floor(Math.sqrt(radius * radius - dy * dy))]);
  return rows;
}

/** Mask of everything within `radius` pixels of the mask's set pixels. */
function dilate(mask: Uint8Array, side: number, radius: number): Uint8Array {
  const out = new Uint8Array(mask.length);
  const rows = disc(radius);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      if (!mask[y * side + x]) continue;
      for (const [dy, half] of rows) {
        const row = y + dy;
        if (row < 0 || row >= side) continue;
        out.fill(1, row * side + Math.max(0, x - half), row * side + Math.min(side, x + half + 1));
      }
    }
  return out;
}

/** Puts premultiplied RGBA over a premultiplied grey of the given level and alpha (all 0…255). */
function over(front: Float64Array, at: number, level: number, alpha: number): void {
  const rest = 1 - front[at + 3]! / 255;
  for (let c = 0; c < 3; c++) front[at + c] = front[at + c]! + rest * level * (alpha / 255);
  front[at + 3] = front[at + 3]! + rest * alpha;
}

/** Averages blocks of premultiplied RGBA and returns straight-alpha bytes; fully clear pixels are all zero. */
function shrink(pixels: Float64Array, side: number, factor: number): Buffer {
  const size = side / factor;
  const out = Buffer.alloc(size * size * 4);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const sum = [0, 0, 0, 0];
      for (let dy = 0; dy < factor; dy++)
        for (let dx = 0; dx < factor; dx++)
          for (let c = 0; c < 4; c++)
            sum[c]! += pixels[((y * factor + dy) * side + x * factor + dx) * 4 + c]!;
      const alpha = Math.round(sum[3]! / factor ** 2);
      if (alpha === 0) continue;
      const at = (y * size + x) * 4;
      for (let c = 0; c < 3; c++) out[at + c] = Math.min(255, Math.round((sum[c]! / sum[3]!) * 255));
      out[at + 3] = alpha;
    }
  return out;
}

/** Straight-alpha RGBA bytes of the sticker, `size`×`size`; its longer side with rim and shadow fills the square. */
export function cutOut(svg: string, size: number): Buffer {
  const side = size * OVERSAMPLING;
  const extent = extentOf(svg);
  const view = Math.max(extent.width, extent.height) / (1 - 2 * (RIM + SHADOW));
  const left = extent.left + extent.width / 2 - view / 2;
  const top = extent.top + extent.height / 2 - view / 2;
  const cropped = svg.replace('viewBox="0 0 32 32"', `viewBox="${left} ${top} ${view} ${view}"`);
  const drawn = new Resvg(cropped, { fitTo: { mode: 'width', value: side } }).render();
  const pixels = Float64Array.from(drawn.pixels);

  const solid = new Uint8Array(side * side);
  for (let i = 0; i < solid.length; i++) solid[i] = pixels[i * 4 + 3]! > 127 ? 1 : 0;
  const rim = dilate(solid, side, Math.round(RIM * side));
  const shadow = dilate(rim, side, Math.round(SHADOW * side));
  for (let i = 0; i < solid.length; i++) {
    if (rim[i]) over(pixels, i * 4, 255, 255);
    else if (shadow[i]) over(pixels, i * 4, 20, 255 * SHADOW_ALPHA);
  }
  return shrink(pixels, side, OVERSAMPLING);
}
