import { MethodError } from '../relevance/errors';
import type { Sizes } from '../relevance/layers';
import type { Maps } from '../relevance/maps';

/** Standard deviation of the Gaussian, in lengths of the image's side (or of the question). */
const SPREAD = 0.25;

/**
 * A fixed Gaussian at the centre of the image (and of the question): people and data sets put things in the middle, so a
 * method must beat this too before it has shown anything (the centre bias of saliency research, Judd et al. 2009).
 */
export function centreMaps(sizes: Sizes): Maps {
  const { rows, cols } = sizes.grid ?? squareGrid(sizes.image - 1);
  const image = new Float64Array(sizes.image);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) image[1 + row * cols + col] = bell(row, rows) * bell(col, cols);
  }
  return { image, text: Float64Array.from({ length: sizes.text }, (_, n) => bell(n, sizes.text)) };
}

/** Height at the middle of cell n of `count`, 1 at the centre. */
function bell(n: number, count: number): number {
  const distance = ((n + 0.5) / count - 0.5) / SPREAD;
  return Math.exp((-distance * distance) / 2);
}

function squareGrid(patches: number): { rows: number; cols: number } {
  const side = Math.round(Math.sqrt(patches));
  if (side * side !== patches) {
    throw new MethodError(
      `${patches} patches form no square; method centre needs the rows and columns of the grid.`,
    );
  }
  return { rows: side, cols: side };
}
