import type { GraphBuilder } from '../../onnx/builder';
import type { Value } from '../../onnx/graph';
import { axisAttribute, axisOf } from '../axes';
import type { Call, Lowering } from '../call';
import { sizeOf } from '../../tensor/tensor';

const epsilonOf = (call: Call, otherwise = 1e-5): number => call.attributes.number('epsilon', otherwise);

/** (x − mean) / √(variance + ε) over axes. */
function standardised(g: GraphBuilder, x: Value, axes: readonly number[], epsilon: number): Value {
  const centred = g.sub(x, g.reduceMean(x, axes));
  const variance = g.reduceMean(g.mul(centred, centred), axes);
  return g.mul(centred, g.reciprocal(g.sqrt(g.add(variance, g.scalar(epsilon)))));
}

/** Over the last axes, from `axis` on; a bias that is left out is none (Ba et al. 2016, arXiv 1607.06450). */
export function layerNorm(
  call: Call,
  x: Value,
  weight: Value | undefined,
  bias: Value | undefined,
  epsilon: number,
  axis = -1,
): Value {
  const { g } = call;
  const rank = x.shape.length;
  const first = axisOf(axis, rank, call.op);
  const width = x.shape[rank - 1] as number;
  const isVector = (v: Value | undefined) =>
    v === undefined || (v.shape.length === 1 && v.shape[0] === width);
  if (first === rank - 1 && weight && isVector(weight) && isVector(bias)) {
    const none = () => call.floats([width], new Float64Array(width));
    return g.layerNormalization(x, weight, bias ?? none(), epsilon);
  }
  const axes = Array.from({ length: rank - first }, (_, i) => first + i);
  let result = standardised(g, x, axes, epsilon);
  if (weight) result = g.mul(result, weight);
  return bias ? g.add(result, bias) : result;
}

/** x / √(mean of x² + ε) · weight, from `axis` on (Zhang and Sennrich 2019, arXiv 1910.07467). */
export function rootMeanSquareNorm(
  g: GraphBuilder,
  x: Value,
  weight: Value,
  epsilon: number,
  axis = -1,
): Value {
  const rank = x.shape.length;
  const first = axis < 0 ? axis + rank : axis;
  const axes = Array.from({ length: rank - first }, (_, i) => first + i);
  const square = g.reduceMean(g.mul(x, x), axes);
  return g.mul(g.mul(x, g.reciprocal(g.sqrt(g.add(square, g.scalar(epsilon))))), weight);
}

/** One number a channel, beside pixels: [C, 1, 1, …]. */
export const channels = (g: GraphBuilder, x: Value, rank: number): Value =>
  g.reshape(x, [sizeOf(x.shape as readonly number[]), ...new Array<number>(rank - 2).fill(1)]);

/** With stored mean and variance: one scale and one shift a channel. */
const batchNormalization: Lowering = (call) => {
  const { g } = call;
  if (call.attributes.flag('training_mode')) throw call.refuse('in its training form');
  const [x, weight, bias, mean, variance] = [0, 1, 2, 3, 4].map((at) => call.value(at));
  const rank = call.rank(0);
  const scale = g.div(weight!, g.sqrt(g.add(variance!, g.scalar(epsilonOf(call)))));
  const shift = g.sub(bias!, g.mul(mean!, scale));
  return [call.of(g.add(g.mul(x!, channels(g, scale, rank)), channels(g, shift, rank)))];
};

const spatialAxes = (rank: number): number[] => Array.from({ length: rank - 2 }, (_, i) => i + 2);

const instanceNormalization: Lowering = (call) => {
  const { g } = call;
  const rank = call.rank(0);
  const normal = standardised(g, call.value(0), spatialAxes(rank), epsilonOf(call));
  return [call.of(g.add(g.mul(normal, channels(g, call.value(1), rank)), channels(g, call.value(2), rank)))];
};

/** Groups of channels, each over its channels and pixels; scale a group before version 21, a channel since. */
const groupNormalization: Lowering = (call) => {
  const { g } = call;
  const [n, c, ...pixels] = call.shape(0) as [number, number, ...number[]];
  const groups = call.attributes.number('num_groups', 1);
  const grouped = g.reshape(call.value(0), [n, groups, c / groups, ...pixels]);
  const rank = pixels.length + 3;
  const normal = standardised(
    g,
    grouped,
    Array.from({ length: rank - 2 }, (_, i) => i + 2),
    epsilonOf(call),
  );
  const parameter = (at: number): Value => {
    const value = call.value(at);
    const isPerGroup = value.shape[0] === groups && groups !== c;
    return g.reshape(value, [groups, isPerGroup ? 1 : c / groups, ...pixels.map(() => 1)]);
  };
  const result = g.add(g.mul(normal, parameter(1)), parameter(2));
  return [call.of(g.reshape(result, call.shape(0)))];
};

const lpNormalization: Lowering = (call) => {
  const { g } = call;
  const x = call.value(0);
  const axis = axisAttribute(call, -1);
  const norm =
    call.attributes.number('p', 2) === 1
      ? g.reduceSum(g.abs(x), [axis])
      : g.sqrt(g.reduceSum(g.mul(x, x), [axis]));
  return [call.of(g.div(x, norm))];
};

const meanVariance: Lowering = (call) => {
  const axes = call.attributes.numbers('axes') ?? [0, 2, 3];
  return [call.of(standardised(call.g, call.value(0), axes, 1e-9))];
};

const rms: Lowering = (call) => {
  const axis = axisAttribute(call, -1);
  return [call.of(rootMeanSquareNorm(call.g, call.value(0), call.value(1), epsilonOf(call), axis))];
};

const layerNormalization: Lowering = (call) => {
  const axis = call.attributes.number('axis', -1);
  return [call.of(layerNorm(call, call.value(0), call.optional(1), call.optional(2), epsilonOf(call), axis))];
};

/** The sum of a stream and what is added to it, and its layer norm; the sum is the fourth output. */
const skipLayerNormalization: Lowering = (call) => {
  const sum = skipSum(call, 4);
  const normal = layerNorm(call, sum, call.value(2), call.optional(3), epsilonOf(call, 1e-12));
  return [call.of(normal), undefined, undefined, call.of(sum)];
};

const skipSimplified: Lowering = (call) => {
  const sum = skipSum(call, 3);
  const normal = rootMeanSquareNorm(call.g, sum, call.value(2), epsilonOf(call));
  return [call.of(normal), undefined, undefined, call.of(sum)];
};

/** The bias belongs to what is added, so that what is added to the stream is one operand of one sum. */
function skipSum(call: Call, biasAt: number): Value {
  const bias = call.optional(biasAt);
  const input = bias ? call.g.add(call.value(0), bias) : call.value(0);
  return call.g.add(input, call.value(1));
}

export const NORMALISATIONS: Readonly<Record<string, Lowering>> = {
  BatchNormalization: batchNormalization,
  GroupNormalization: groupNormalization,
  InstanceNormalization: instanceNormalization,
  LayerNormalization: layerNormalization,
  'com.microsoft.LayerNormalization': layerNormalization,
  LpNormalization: lpNormalization,
  MeanVarianceNormalization: meanVariance,
  RMSNormalization: rms,
  // ONNX Runtime writes its own under ONNX's name.
  SimplifiedLayerNormalization: rms,
  'com.microsoft.SimplifiedLayerNormalization': rms,
  'com.microsoft.SkipLayerNormalization': skipLayerNormalization,
  'com.microsoft.SkipSimplifiedLayerNormalization': skipSimplified,
  SkipSimplifiedLayerNormalization: skipSimplified,
};
