/**
 * The renderer: one for training, tests and page. The same scene, atlas and size give the same bytes on every engine,
 * since only operations that IEEE 754 fixes (+ − × ÷ √ floor) and integer hashes are used.
 */
import type { Pixels } from '../image/pixels';
import type { Atlas, MipLevel } from './atlas';
import { stickerName } from './classes';
import { paintGround } from './ground/paint';
import type { Scene, Sticker } from './spec';
import { cosSin } from './trig';

/** A picture of a scene; opaque. */
export interface Picture extends Pixels {
  readonly data: Uint8ClampedArray;
}

/** A picture and what is seen where. */
export interface Composition extends Picture {
  /** For each pixel 1 + the index of the sticker seen there (alpha above ½), 0 for the background. */
  readonly ids: Uint8Array;
}

/** The level whose pixels are nearest in size to the picture's: ratio between 1/√2 and √2 where there is one. */
function levelFor(levels: readonly MipLevel[], side: number): MipLevel {
  return levels.find((level) => level.side * level.side <= 2 * side * side) ?? levels[levels.length - 1]!;
}

/** Draws one sticker over the picture, bilinear from the level chosen. */
function drawSticker(
  sticker: Sticker,
  level: MipLevel,
  id: number,
  size: number,
  data: Uint8ClampedArray,
  ids: Uint8Array,
): void {
  const texels = level.data;
  const side = level.side;
  const stride = (side + 2) * 4;
  const extent = sticker.size * size;
  const [cos, sin] = cosSin(sticker.rotation);
  const centreX = sticker.x * size;
  const centreY = sticker.y * size;
  const reach = ((Math.abs(cos) + Math.abs(sin)) * extent) / 2 + 1;
  const left = Math.max(0, Math.floor(centreX - reach));
  const right = Math.min(size, Math.ceil(centreX + reach));
  const top = Math.max(0, Math.floor(centreY - reach));
  const bottom = Math.min(size, Math.ceil(centreY + reach));
  // Picture → sticker: undo the rotation, then the flip; in texels, where the clear edge is texel 0.
  const scale = side / extent;
  const mirror = sticker.flip ? -1 : 1;
  const stepX = mirror * cos * scale;
  const stepY = -sin * scale;
  const middle = side / 2 + 0.5;
  const { brightness } = sticker;

  for (let y = top; y < bottom; y++) {
    const dy = y + 0.5 - centreY;
    const rowX = middle + mirror * sin * dy * scale;
    const rowY = middle + cos * dy * scale;
    for (let x = left; x < right; x++) {
      const dx = x + 0.5 - centreX;
      const tx = rowX + dx * stepX;
      const ty = rowY + dx * stepY;
      if (tx < 0 || ty < 0 || tx >= side + 1 || ty >= side + 1) continue;
      const col = Math.floor(tx);
      const row = Math.floor(ty);
      const fx = tx - col;
      const fy = ty - row;
      const a = row * stride + col * 4;
      const b = a + stride;
      const w11 = fx * fy;
      const w10 = fy - w11;
      const w01 = fx - w11;
      const w00 = 1 - fx - w10;
      const alpha = texels[a + 3]! * w00 + texels[a + 7]! * w01 + texels[b + 3]! * w10 + texels[b + 7]! * w11;
      if (alpha < 0.5) continue;
      const rest = 1 - alpha / 255;
      const at = (y * size + x) * 4;
      for (let c = 0; c < 3; c++) {
        const paint =
          (texels[a + c]! * w00 +
            texels[a + 4 + c]! * w01 +
            texels[b + c]! * w10 +
            texels[b + 4 + c]! * w11) *
          brightness;
        data[at + c] = (paint > alpha ? alpha : paint) + data[at + c]! * rest;
      }
      if (alpha > 127.5) ids[y * size + x] = id;
    }
  }
}

/**
 * Draws a scene, `size`×`size` pixels (1 to 4096), and notes which sticker is seen at each pixel. Throws a RangeError
 * for a sticker that the atlas lacks or an impossible size. `ground` is a picture of this background at this size, e.g. of
 * the scene without stickers: given, it is drawn on instead of painted anew, which is most of the work.
 */
export function composeScene(scene: Scene, atlas: Atlas, size: number, ground?: Pixels): Composition {
  if (!Number.isInteger(size) || size < 1 || size > 4096)
    throw new RangeError(`A scene is drawn 1 to 4096 pixels wide, not ${size}.`);
  const data = new Uint8ClampedArray(size * size * 4);
  const ids = new Uint8Array(size * size);
  if (ground && ground.data.length !== data.length)
    throw new RangeError(`A ground of ${ground.width} pixels cannot lie under a picture of ${size}.`);
  if (ground) data.set(ground.data);
  else paintGround(scene.background.kind, scene.background.seed, size, data);
  scene.stickers.forEach((sticker, index) => {
    const name = stickerName(sticker.kind, sticker.colour);
    const levels = atlas.stickers.get(name);
    if (!levels) throw new RangeError(`Sticker ${index} of the scene, "${name}", is not in the atlas.`);
    drawSticker(sticker, levelFor(levels, sticker.size * size), index + 1, size, data, ids);
  });
  return { width: size, height: size, data, ids };
}

/** Draws a scene, `size`×`size` pixels; see `composeScene`. */
export function renderScene(scene: Scene, atlas: Atlas, size: number, ground?: Pixels): Picture {
  const { width, height, data } = composeScene(scene, atlas, size, ground);
  return { width, height, data };
}
