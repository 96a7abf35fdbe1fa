import type { GraphBuilder } from '../../onnx/builder';
import type { Value } from '../../onnx/graph';
import { reducedAxes } from '../axes';
import { integers } from '../fold/constant';
import type { Lowering } from '../call';
import { isFloat } from '../operand';

type Reduce = (g: GraphBuilder, x: Value, axes: readonly number[], keepdims: 0 | 1) => Value;

/** Of floats by the graph's own reductions; of integers as it is. */
const reduction =
  (reduce: Reduce): Lowering =>
  (call) => {
    const x = call.input(0);
    const axes = reducedAxes(call);
    const keepdims = call.attributes.flag('keepdims', true) ? 1 : 0;
    if (isFloat(x)) return [call.of(reduce(call.g, x.value, axes, keepdims))];
    const shape = keepdims
      ? x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
      : x.shape.filter((_, axis) => !axes.includes(axis));
    if (axes.length === 0) return [x];
    const list = call.ofConstant(integers(axes));
    // From version 18 on, which is the graph's, all of them take their axes as an input.
    return [call.opaque(call.op, [x, list], { keepdims: { type: 'int', value: keepdims } }, x.dtype, shape)];
  };

const squares: Reduce = (g, x, axes, keep) => g.reduceSum(g.mul(x, x), axes, keep);

/** The largest is taken out first, so that nothing overflows. */
const logSumExp: Reduce = (g, x, axes, keep) => {
  const top = g.reduceMax(x, axes, 1);
  const sum = g.log(g.reduceSum(g.exp(g.sub(x, top)), axes, 1));
  const result = g.add(sum, top);
  return keep || axes.length === 0 ? result : g.squeeze(result, axes);
};

export const REDUCTIONS: Readonly<Record<string, Lowering>> = {
  ReduceL1: reduction((g, x, axes, keep) => g.reduceSum(g.abs(x), axes, keep)),
  ReduceL2: reduction((g, x, axes, keep) => g.sqrt(squares(g, x, axes, keep))),
  ReduceLogSum: reduction((g, x, axes, keep) => g.log(g.reduceSum(x, axes, keep))),
  ReduceLogSumExp: reduction(logSumExp),
  ReduceMax: reduction((g, x, axes, keep) => g.reduceMax(x, axes, keep)),
  ReduceMean: reduction((g, x, axes, keep) => g.reduceMean(x, axes, keep)),
  ReduceMin: reduction((g, x, axes, keep) => g.neg(g.reduceMax(g.neg(x), axes, keep))),
  ReduceSum: reduction((g, x, axes, keep) => g.reduceSum(x, axes, keep)),
  ReduceSumSquare: reduction(squares),
};
