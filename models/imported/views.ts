/** Values of a foreign graph in the layout that the project's own models have. */
import type { FoundBlock } from '../../src/anatomy/find';
import type { GraphBuilder } from '../../src/onnx/builder';
import type { Value } from '../../src/onnx/graph';

/** Attention, or its gradient, as [1, heads, queries, keys], however the file lays it out. */
export function headsView(g: GraphBuilder, block: FoundBlock, value: Value): Value {
  const { attention, queryAxis, keyAxis, heads } = block;
  const lead = attention.shape
    .map((_, axis) => axis)
    .filter((axis) => axis !== queryAxis && axis !== keyAxis);
  const size = (axis: number) => attention.shape[axis] as number;
  return g.reshape(g.transpose(value, [...lead, queryAxis, keyAxis]), [
    1,
    heads,
    size(queryAxis),
    size(keyAxis),
  ]);
}

/** A value that runs over tokens on some of its dimensions as [1, tokens, features]. */
export function tokensView(g: GraphBuilder, value: Value, axes: readonly number[]): Value {
  const others = value.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const tokens = axes.reduce((count, axis) => count * (value.shape[axis] as number), 1);
  return g.reshape(g.transpose(value, [...axes, ...others]), [1, tokens, -1]);
}
