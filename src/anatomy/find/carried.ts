/** Which dimensions of a value hold tokens. */
import type { Value } from '../../onnx/graph';
import type { TracedAxes } from './axes';
import type { Axis, Ids } from './tokens';

/** Consecutive dimensions of a value that together run over tokens, and the tokens in their order. */
export interface Carried {
  readonly axes: readonly number[];
  readonly ids: Ids;
}

/** The dimensions that run over exactly these tokens, in this order; undefined when none do. */
export function axesOf(traced: TracedAxes, value: Value, ids: Ids): readonly number[] | undefined {
  return runs(traced, value, ids.length).find((run) => traced.tokens.same(run.ids, ids))?.axes;
}

/**
 * The dimensions that run over some of a set of tokens, given by their roots. A dimension of length 1 that a batch and a
 * token were flattened into does not count.
 */
export function carried(traced: TracedAxes, value: Value, roots: ReadonlySet<number>): Carried | undefined {
  const isOne = (axis: number) => value.shape[axis] !== 1 || traced.of(value)[axis]!.length === 1;
  return runs(traced, value).find(
    ({ axes, ids }) => axes.every(isOne) && ids.every((id) => roots.has(traced.tokens.root(id))),
  );
}

/** Longer runs first: a grid on two dimensions is its patches, not its columns. */
function runs(traced: TracedAxes, value: Value, length?: number): Carried[] {
  const axes = traced.of(value);
  const found: Carried[] = [];
  for (let count = Math.min(3, axes.length); count > 0; count--)
    for (let start = 0; start + count <= axes.length; start++) {
      const some = axes.slice(start, start + count);
      if (count > 1 && some.some((axis) => sizeOf(axis) < 2)) continue;
      if (length !== undefined && some.reduce((product, axis) => product * sizeOf(axis), 1) !== length)
        continue;
      const ids = count > 1 ? traced.tokens.wholeIfKnown(some.flat()) : traced.tokens.whole(some[0]!);
      if (ids) found.push({ axes: some.map((_, n) => start + n), ids });
    }
  return found;
}

const sizeOf = (axis: Axis): number => axis.reduce((product, { size }) => product * size, 1);
