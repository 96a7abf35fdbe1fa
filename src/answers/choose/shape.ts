/** Elements of a tensor in row-major order: the last axis runs fastest. */

/** How many elements a shape has; a scalar (no axes) has one. */
export const elements = (shape: readonly number[]): number =>
  shape.reduce((product, length) => product * length, 1);

/** Index along each axis of element `at`, of a shape that has elements. */
export function indicesOf(shape: readonly number[], at: number): number[] {
  let rest = at;
  const fastestFirst = shape.toReversed().map((length) => {
    const index = rest % length;
    rest = Math.floor(rest / length);
    return index;
  });
  return fastestFirst.toReversed();
}

/** The element at these indices, one an axis, each held inside its axis. */
export const elementAt = (shape: readonly number[], indices: readonly number[]): number =>
  shape.reduce((at, length, axis) => at * length + Math.min(length - 1, Math.max(0, indices[axis] ?? 0)), 0);

/** “1 × 77 × 512”; “one number” for a scalar. */
export const shapeText = (shape: readonly number[]): string =>
  shape.length === 0 ? 'one number' : shape.join('\u00a0×\u00a0');
