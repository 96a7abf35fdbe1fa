import type { BackgroundKind } from '../backgrounds';
import { brick, noise, tiles, wood } from './indoors';
import { grass, night, sand, sea, sky, snow } from './outdoors';
import type { Ground } from './painter';

const GROUNDS: Readonly<Record<BackgroundKind, Ground>> = {
  grass,
  sky,
  sea,
  sand,
  night,
  brick,
  wood,
  snow,
  tiles,
  noise,
};

/** Fills `data` (RGBA bytes, `size`² pixels) with a background, opaque. */
export function paintGround(kind: BackgroundKind, seed: number, size: number, data: Uint8ClampedArray): void {
  const shader = GROUNDS[kind](seed, 1 / size);
  const rgb = new Float64Array(3);
  let at = 0;
  for (let y = 0; y < size; y++) {
    const v = (y + 0.5) / size;
    for (let x = 0; x < size; x++) {
      shader((x + 0.5) / size, v, rgb);
      data[at] = rgb[0]!;
      data[at + 1] = rgb[1]!;
      data[at + 2] = rgb[2]!;
      data[at + 3] = 255;
      at += 4;
    }
  }
}
