import type { Call, Lowering } from '../call';
import { integers } from '../fold/constant';
import { windowOf } from './convolutions';

const spatialAxes = (call: Call): number[] => Array.from({ length: call.rank(0) - 2 }, (_, i) => i + 2);

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

const resize: Lowering = (call) => {
  const { attributes } = call;
  const isOld = call.context.opset < 11;
  const shape = call.shape(0);
  const scales = call.knownIfGiven(isOld ? 1 : 2, 'The scale');
  const sizes = isOld ? undefined : call.knownIfGiven(3, 'The size');
  const target = sizes ?? (scales ?? []).map((scale, axis) => Math.floor(scale * shape[axis]!));
  if (target.length !== shape.length) throw call.refuse('that leaves axes out');
  return [
    call.opaque(
      'Resize',
      [call.input(0), undefined, undefined, call.ofConstant(integers(target))],
      attributes.plain(),
      call.input(0).dtype,
      target,
    ),
  ];
};

/** Windows over pixels, and pictures made larger or smaller. */
export const RESAMPLING: Readonly<Record<string, Lowering>> = {
  AveragePool: pool,
  GlobalAveragePool: (call) => [call.of(call.g.reduceMean(call.value(0), spatialAxes(call)))],
  GlobalMaxPool: (call) => [call.of(call.g.reduceMax(call.value(0), spatialAxes(call)))],
  MaxPool: pool,
  Resize: resize,
};
