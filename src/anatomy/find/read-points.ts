/** Where a target reads the streams: the last values on the way to it that still run over tokens. */
import { isNode, type Value } from '../../onnx/graph';
import type { TracedAxes } from './axes';
import { carried, type Carried } from './carried';
import type { TokenStream } from './streams';
import type { Walk } from './walk';

export interface ReadPoint {
  readonly value: Value;
  /** Index of the stream. */
  readonly stream: number;
  readonly carried: Carried;
}

/**
 * Walks from the target towards the inputs, and stops at each value that runs over tokens of a stream: there the
 * target's gradient enters the stream, row by row.
 *
 * @param states values that hold states of the streams: what does not depend on one (masks, say) is not read
 */
export function readPoints(
  target: Value,
  streams: readonly TokenStream[],
  states: Iterable<Value>,
  traced: TracedAxes,
  walk: Walk,
): ReadPoint[] {
  const live = new Set<Value>();
  for (const state of states) for (const value of walk.forward(state)) live.add(value);
  const roots = streams.map(({ roots: list }) => new Set(list));
  const points: ReadPoint[] = [];
  const seen = new Set<Value>([target]);
  for (const value of seen) {
    if (!live.has(value) || !value.dtype.startsWith('float')) continue;
    const found = roots.flatMap((set, stream) => {
      const some = carried(traced, value, set);
      return some ? [{ value, stream, carried: some }] : [];
    });
    points.push(...found);
    if (found.length === 0 && isNode(value)) value.source.inputs.forEach((input) => seen.add(input));
  }
  return points;
}
