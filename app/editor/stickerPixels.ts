import { classOf, stickerName, type Atlas } from '../../src/scene';
import type { Pixels } from '../../src/image/pixels';

/** A class's sticker on a clear ground, about `side` pixels wide, in the first of its colours. */
export function stickerPixels(atlas: Atlas, kind: string, side: number): Pixels {
  const levels = atlas.stickers.get(stickerName(kind, classOf(kind).colours[0])) ?? [];
  const level = levels.findLast((entry) => entry.side >= side) ?? levels[0];
  if (!level) throw new RangeError(`The atlas has no picture of "${kind}".`);
  const stride = level.side + 2;
  const data = new Uint8ClampedArray(level.side * level.side * 4);
  for (let y = 0; y < level.side; y++)
    for (let x = 0; x < level.side; x++) {
      const from = ((y + 1) * stride + x + 1) * 4;
      const to = (y * level.side + x) * 4;
      const alpha = level.data[from + 3]!;
      // Levels are premultiplied; a canvas takes colours as they are.
      for (let c = 0; c < 3; c++) data[to + c] = alpha === 0 ? 0 : (level.data[from + c]! * 255) / alpha;
      data[to + 3] = alpha;
    }
  return { width: level.side, height: level.side, data };
}
