/** A drawn picture, so that the gallery fetches nothing: hills under a low sun, darker towards the bottom. */
import type { Pixels } from '../../../src/image/pixels';
import type { PageImage } from '../../image/pageImage';

const WIDTH = 320;
const HEIGHT = 240;

type Colour = readonly [red: number, green: number, blue: number];

const SKY: Colour = [142, 190, 222];
const HAZE: Colour = [246, 214, 178];
const SUN: Colour = [255, 244, 214];
const FAR: Colour = [120, 146, 138];
const NEAR: Colour = [52, 78, 62];

function drawn(): Pixels {
  const data = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) data.set([...colourAt(x / WIDTH, y / HEIGHT), 255], 4 * (y * WIDTH + x));
  return { width: WIDTH, height: HEIGHT, data };
}

/** @param x from the left, 0…1 @param y from the top, 0…1 */
function colourAt(x: number, y: number): Colour {
  if (y > 0.72 + 0.06 * Math.sin(5 * x + 2)) return NEAR;
  if (y > 0.58 + 0.05 * Math.sin(9 * x)) return FAR;
  if (Math.hypot((x - 0.7) * 1.33, y - 0.3) < 0.11) return SUN;
  return mixed(SKY, HAZE, Math.min(1, 1.5 * y));
}

const mixed = (from: Colour, to: Colour, t: number): Colour => [
  from[0] + (to[0] - from[0]) * t,
  from[1] + (to[1] - from[1]) * t,
  from[2] + (to[2] - from[2]) * t,
];

const display = drawn();

export const PICTURE: PageImage = {
  key: 'gallery',
  name: 'Hills under a low sun',
  display,
  pixelsFor: () => display,
};
