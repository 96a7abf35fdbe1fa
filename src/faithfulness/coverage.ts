/**
 * c_p: the share of each patch that a mask covers, 0 … 1, row-major over a grid of rows × cols patches.
 *
 * @param mask row-major height × width, 0 outside and 1 (or an opacity in 0 … 1) inside. Pixels that lie across the edge
 *   of two patches count for each by the part that lies in it.
 */
export function patchCoverage(
  mask: ArrayLike<number>,
  size: { readonly width: number; readonly height: number },
  grid: { readonly rows: number; readonly cols: number },
): Float64Array {
  const { width, height } = size;
  const { rows, cols } = grid;
  if (mask.length !== width * height) {
    throw new RangeError(`A mask of ${mask.length} pixels was given as ${width} × ${height}.`);
  }
  const coverage = new Float64Array(rows * cols);
  const across = spans(width, cols);
  const down = spans(height, rows);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = mask[y * width + x]!;
      if (value === 0) continue;
      for (const [row, partDown] of down[y]!) {
        for (const [col, partAcross] of across[x]!)
          coverage[row * cols + col]! += value * partDown * partAcross;
      }
    }
  }
  const patchArea = (width / cols) * (height / rows);
  return coverage.map((area) => Math.min(1, area / patchArea));
}

/** For each of `length` pixels the cells (of `cells`) it lies in, and how much of it lies there. */
function spans(length: number, cells: number): (readonly [cell: number, part: number])[][] {
  const cell = length / cells;
  return Array.from({ length }, (_, pixel) => {
    const parts: [number, number][] = [];
    for (let n = Math.floor(pixel / cell); n < cells && n * cell < pixel + 1; n++) {
      const part = Math.min(pixel + 1, (n + 1) * cell) - Math.max(pixel, n * cell);
      if (part > 0) parts.push([n, part]);
    }
    return parts;
  });
}
