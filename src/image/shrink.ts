import type { Pixels } from './pixels';

/**
 * The picture for a screen: squares of whole pixels averaged, so that its longer side is at most `longest`. Quick, and not
 * what a model gets. A picture that fits is given back as it is.
 */
export function shrinkToShow(pixels: Pixels, longest: number): Pixels {
  const { width, height, data } = pixels;
  const factor = Math.ceil(Math.max(width, height) / longest);
  if (factor <= 1) return pixels;
  const small = { width: Math.ceil(width / factor), height: Math.ceil(height / factor) };
  const out = new Uint8ClampedArray(small.width * small.height * 4);
  const sums = new Uint32Array(small.width * 4);
  for (let row = 0; row < small.height; row++) {
    const rows = Math.min(factor, height - row * factor);
    sums.fill(0);
    for (let y = 0; y < rows; y++) {
      let from = (row * factor + y) * width * 4;
      for (let column = 0; column < small.width; column++) {
        const end = Math.min(from + factor * 4, (row * factor + y + 1) * width * 4);
        let [r, g, b, a] = [0, 0, 0, 0];
        for (; from < end; from += 4) {
          r += data[from]!;
          g += data[from + 1]!;
          b += data[from + 2]!;
          a += data[from + 3]!;
        }
        const to = column * 4;
        sums[to] = sums[to]! + r;
        sums[to + 1] = sums[to + 1]! + g;
        sums[to + 2] = sums[to + 2]! + b;
        sums[to + 3] = sums[to + 3]! + a;
      }
    }
    for (let column = 0; column < small.width; column++) {
      const count = rows * Math.min(factor, width - column * factor);
      for (let c = 0; c < 4; c++) out[(row * small.width + column) * 4 + c] = sums[column * 4 + c]! / count;
    }
  }
  return { ...small, data: out };
}
