import type { GraphBuilder } from '../onnx/builder';
import type { Value } from '../onnx/graph';
import { formatShape, sameShape, type Shape } from '../onnx/shape';

/** Undoes broadcasting: sums a cotangent over the axes along which an operand of shape `shape` was repeated. */
export function unbroadcast(g: GraphBuilder, ct: Value, shape: Shape): Value {
  if (sameShape(ct.shape, shape)) return ct;
  const extra = ct.shape.length - shape.length;
  const leading = Array.from({ length: extra }, (_, axis) => axis);
  let result = g.reduceSum(ct, leading, 0);
  const repeated = shape.flatMap((dim, axis) => (dim === 1 && result.shape[axis] !== 1 ? [axis] : []));
  result = g.reduceSum(result, repeated, 1);
  return result;
}

/** Repeats `x` to the shape of `like`; the inverse of a reduction that kept its dimensions. */
export function broadcastLike(g: GraphBuilder, x: Value, like: Value): Value {
  if (sameShape(x.shape, like.shape)) return x;
  const named = like.shape.some((dim, axis) => typeof dim === 'string' && x.shape[axis] !== dim);
  // Expand needs the length at build time; a length known only at run time is borrowed from a zero of that shape.
  if (named) return g.add(x, g.sub(like, like));
  return g.expand(
    x,
    like.shape.map((dim) => (typeof dim === 'number' ? dim : 1)),
  );
}

/** Reshapes `x` back to `shape`, which has as many elements. */
export function reshapeTo(g: GraphBuilder, x: Value, shape: Shape): Value {
  let open = 0;
  const target = shape.map((dim, axis) => {
    if (typeof dim === 'number') return dim;
    if (x.shape[axis] === dim) return 0;
    open++;
    return -1;
  });
  if (open > 1) throw new Error(`Reshape: two unknown lengths in ${formatShape(shape)} can't be told apart.`);
  return g.reshape(x, target);
}
