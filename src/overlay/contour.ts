/** A corner of the patch grid: column and row of grid lines, 0…cols and 0…rows. */
export type Corner = readonly [x: number, y: number];

/**
 * The patches of largest value: round(fraction · N) of them, ties to the smaller index. Patches of value 0 or less are
 * never among them, so an all-zero map has none.
 */
export function topPatches(values: ArrayLike<number>, fraction = 0.2): number[] {
  const count = Math.round(fraction * values.length);
  return Array.from({ length: values.length }, (_, patch) => patch)
    .filter((patch) => values[patch]! > 0)
    .sort((a, b) => values[b]! - values[a]! || a - b)
    .slice(0, count)
    .sort((a, b) => a - b);
}

/** Steps along grid lines: right, down, left, up. Turning right is +1. */
const STEPS: readonly Corner[] = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];

/**
 * Outlines of a set of patches as closed polygons of grid corners (the first is not repeated), inside on the right
 * hand: outer borders clockwise on screen, holes the other way. Patches that touch only at a corner stay apart.
 */
export function outlines(patches: Iterable<number>, rows: number, cols: number): Corner[][] {
  const inside = new Set(patches);
  const has = (row: number, col: number) =>
    row >= 0 && row < rows && col >= 0 && col < cols && inside.has(row * cols + col);
  // Border edges, by starting corner and direction, each walked once.
  const edges = new Set<number>();
  const key = (x: number, y: number, direction: number) => (y * (cols + 1) + x) * 4 + direction;
  for (const patch of inside) {
    const row = Math.floor(patch / cols);
    const col = patch % cols;
    if (!has(row - 1, col)) edges.add(key(col, row, 0));
    if (!has(row, col + 1)) edges.add(key(col + 1, row, 1));
    if (!has(row + 1, col)) edges.add(key(col + 1, row + 1, 2));
    if (!has(row, col - 1)) edges.add(key(col, row + 1, 3));
  }
  const polygons: Corner[][] = [];
  for (const first of [...edges].sort((a, b) => a - b)) {
    if (edges.has(first)) polygons.push(walk(first, edges, key, cols));
  }
  return polygons;
}

/** Follows border edges from `first` until it closes, taking them out of `edges`; only corners are kept. */
function walk(
  first: number,
  edges: Set<number>,
  key: (x: number, y: number, direction: number) => number,
  cols: number,
): Corner[] {
  const corners: Corner[] = [];
  let direction = first % 4;
  const start = (first - direction) / 4;
  let x = start % (cols + 1);
  let y = Math.floor(start / (cols + 1));
  const began = direction;
  for (;;) {
    edges.delete(key(x, y, direction));
    x += STEPS[direction]![0];
    y += STEPS[direction]![1];
    // Right first: at a corner where two patches touch, this goes round the patch it came along.
    const next = [1, 0, 3]
      .map((turn) => (direction + turn) % 4)
      .find((turned) => edges.has(key(x, y, turned)));
    if (next === undefined) {
      if (direction !== began) corners.push([x, y]);
      return corners;
    }
    if (next !== direction) corners.push([x, y]);
    direction = next;
  }
}

/** SVG path data of polygons: corners times the patch size, shifted by (`left`, `top`). */
export function outlinePath(
  polygons: readonly (readonly Corner[])[],
  patchWidth: number,
  patchHeight: number,
  left = 0,
  top = 0,
): string {
  const tidy = (value: number) => String(Number(value.toFixed(2)));
  return polygons
    .map((polygon) => {
      const points = polygon.map(([x, y]) => `${tidy(left + x * patchWidth)} ${tidy(top + y * patchHeight)}`);
      return `M${points.join('L')}Z`;
    })
    .join('');
}
