import type { Value } from '../../onnx/graph';
import type { Call, Lowering } from '../call';
import { channels } from './normalisations';

export interface Window {
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
}

/** Strides, padding and spread of a window that slides over pixels, with automatic padding worked out. */
export function windowOf(call: Call, kernel: readonly number[]): Window {
  const { attributes } = call;
  const strides = attributes.numbers('strides') ?? kernel.map(() => 1);
  const dilations = attributes.numbers('dilations') ?? kernel.map(() => 1);
  const automatic = attributes.text('auto_pad', 'NOTSET');
  if (!automatic.startsWith('SAME')) {
    const pads = automatic === 'VALID' ? undefined : attributes.numbers('pads');
    return { strides, dilations, pads: pads ?? new Array<number>(2 * kernel.length).fill(0) };
  }
  const totals = kernel.map((size, i) => {
    const length = call.shape(0)[i + 2]!;
    const outputs = Math.ceil(length / strides[i]!);
    return Math.max(0, (outputs - 1) * strides[i]! + (size - 1) * dilations[i]! + 1 - length);
  });
  const before = totals.map((total) =>
    automatic === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2),
  );
  return { strides, dilations, pads: [...before, ...totals.map((total, i) => total - before[i]!)] };
}

export function convolved(call: Call, x: Value, weight: Value): Value {
  const window = windowOf(call, weight.shape.slice(2) as number[]);
  return call.g.apply('Conv', [x, weight], { ...window, group: call.attributes.number('group', 1) });
}

const conv: Lowering = (call) => [call.of(withBias(call, convolved(call, call.value(0), call.value(1))))];

const convTranspose: Lowering = (call) => {
  const [x, weight] = [call.value(0), call.value(1)];
  const kernel = weight.shape.slice(2) as number[];
  const { attributes } = call;
  if (attributes.numbers('output_shape') || attributes.text('auto_pad', 'NOTSET').startsWith('SAME')) {
    throw call.refuse('with automatic padding');
  }
  const result = call.g.apply('ConvTranspose', [x, weight], {
    ...windowOf(call, kernel),
    group: attributes.number('group', 1),
    output_padding: attributes.numbers('output_padding') ?? kernel.map(() => 0),
  });
  return [call.of(withBias(call, result))];
};

function withBias(call: Call, x: Value): Value {
  const bias = call.optional(2);
  return bias ? call.g.add(x, channels(call.g, bias, x.shape.length)) : x;
}

export const CONVOLUTIONS: Readonly<Record<string, Lowering>> = {
  Conv: conv,
  ConvTranspose: convTranspose,
};
