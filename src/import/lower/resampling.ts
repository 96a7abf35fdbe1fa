import type { GraphBuilder } from '../../onnx/builder';
import type { Value } from '../../onnx/graph';
import { sizeOf } from '../../tensor/tensor';
import type { Call, Lowering } from '../call';
import { windowOf } from './convolutions';
import { nearestPlaces, resizeMatrix, type ResizeOptions } from './resizeWeights';

const spatialAxes = (call: Call): number[] => Array.from({ length: call.rank(0) - 2 }, (_, i) => i + 2);

/** A mean over windows: a convolution with equal weights, each entry divided by how many pixels it counts. */
const averagePool: Lowering = (call) => {
  const { attributes, g } = call;
  const kernel = attributes.numbers('kernel_shape') ?? [];
  const window = windowOf(call, kernel);
  if (attributes.flag('ceil_mode')) return pool(call);
  const channels = call.shape(0)[1]!;
  const size = sizeOf(kernel);
  const ones = call.floats([channels, 1, ...kernel], new Float32Array(channels * size).fill(1));
  const sum = g.apply('Conv', [call.value(0), ones], { ...window, group: channels });
  const isPadded = window.pads.some((side) => side > 0);
  if (!isPadded || attributes.flag('count_include_pad')) return [call.of(g.scale(sum, 1 / size))];
  const spatial = call.shape(0).slice(2);
  const counted = call.floats([1, 1, ...spatial], new Float32Array(sizeOf(spatial)).fill(1));
  const single = call.floats([1, 1, ...kernel], new Float32Array(size).fill(1));
  return [call.of(g.div(sum, g.apply('Conv', [counted, single], { ...window, group: 1 })))];
};

/** As it is: its shape is worked out here. */
const pool: Lowering = (call) => {
  const { attributes } = call;
  const kernel = attributes.numbers('kernel_shape') ?? [];
  const { strides, pads, dilations } = windowOf(call, kernel);
  const round = attributes.flag('ceil_mode') ? Math.ceil : Math.floor;
  const n = kernel.length;
  const spatial = kernel.map((size, i) => {
    const span = call.shape(0)[i + 2]! + pads[i]! + pads[i + n]! - dilations[i]! * (size - 1) - 1;
    return round(span / strides[i]!) + 1;
  });
  const shape = [...call.shape(0).slice(0, 2), ...spatial];
  return [call.opaque(call.op, [call.input(0)], attributes.plain(), call.input(0).dtype, shape)];
};

/** Resizing is linear in the pixels: one constant matrix an axis, or for the nearest pixel a choice. */
const resize: Lowering = (call) => {
  const { attributes, g } = call;
  const isOld = call.context.opset < 11;
  const shape = call.shape(0);
  const scales = attributes.numbers('scales') ?? call.knownIfGiven(isOld ? 1 : 2, 'The scale');
  const sizes = isOld ? undefined : call.knownIfGiven(3, 'The size');
  const axes = attributes.numbers('axes')?.map((axis) => (axis < 0 ? axis + shape.length : axis));
  const given = sizes ?? scales ?? [];
  if (given.length !== (axes?.length ?? shape.length)) throw call.refuse('with sizes for some axes only');
  if (attributes.flag('antialias')) throw call.refuse('with antialiasing');
  if (attributes.text('keep_aspect_ratio_policy', 'stretch') !== 'stretch')
    throw call.refuse('that keeps the proportions');
  const options = resizeOptions(call, isOld);
  let value = call.value(0);
  shape.forEach((from, axis) => {
    const n = axes ? axes.indexOf(axis) : axis;
    if (n < 0) return;
    const scale = sizes ? sizes[n]! / from : scales![n]!;
    const to = sizes ? sizes[n]! : Math.floor(scale * from);
    if (to === from && scale === 1) return;
    if (options.mode === 'nearest') {
      const places = nearestPlaces(from, to, scale, options);
      if (!places) throw call.refuse(`with coordinates ${options.coordinates}, rounded ${options.nearest}`);
      value = g.gather(value, call.constant('int64', [to], places).value, axis);
      return;
    }
    const matrix = resizeMatrix(from, to, scale, options);
    if (!matrix) throw call.refuse(`with coordinates ${options.coordinates}`);
    value = alongAxis(g, value, axis, call.floats([to, from], matrix));
  });
  return [call.of(value)];
};

function resizeOptions(call: Call, isOld: boolean): ResizeOptions {
  const { attributes } = call;
  const mode = attributes.text('mode', 'nearest');
  if (mode !== 'nearest' && mode !== 'linear' && mode !== 'cubic') throw call.refuse(`in mode ${mode}`);
  return {
    mode,
    coordinates: isOld ? 'asymmetric' : attributes.text('coordinate_transformation_mode', 'half_pixel'),
    nearest: isOld ? 'floor' : attributes.text('nearest_mode', 'round_prefer_floor'),
    cubicCoefficient: attributes.number('cubic_coeff_a', -0.75),
    excludeOutside: attributes.flag('exclude_outside'),
  };
}

/** The matrix times the value along one axis. */
function alongAxis(g: GraphBuilder, value: Value, axis: number, matrix: Value): Value {
  const rank = value.shape.length;
  const order = Array.from({ length: rank }, (_, n) => n);
  // Rows of a matrix product are its last axis but one.
  const to = rank - 2;
  if (rank < 2) return g.reshape(g.matmul(matrix, g.unsqueeze(value, [1])), [-1]);
  [order[to], order[axis]] = [axis, to];
  return g.transpose(g.matmul(matrix, g.transpose(value, order)), order);
}

/** Windows over pixels, and pictures made larger or smaller. */
export const RESAMPLING: Readonly<Record<string, Lowering>> = {
  AveragePool: averagePool,
  GlobalAveragePool: (call) => [call.of(call.g.reduceMean(call.value(0), spatialAxes(call)))],
  GlobalMaxPool: (call) => [call.of(call.g.reduceMax(call.value(0), spatialAxes(call)))],
  MaxPool: pool,
  Resize: resize,
  // What Resize was before version 10.
  Upsample: resize,
};
