import { stridesOf } from '../../tensor/tensor';
import type { ConvAttributes, OpAttributes } from '../ops';
import { array64, fill, type Array64 } from './array';

/** Calls `visit` with each multi-index of a shape. */
function eachIndex(shape: readonly number[], visit: (index: readonly number[]) => void): void {
  fill(shape, (index) => {
    visit(index);
    return 0;
  });
}

const offsetOf = (index: readonly number[], strides: readonly number[]): number =>
  index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0);

/** Correlation of x [N, C, …] with w [M, C / group, …] (ONNX, Conv), from its definition. */
export function conv(
  [x, w]: readonly Array64[],
  { strides, pads, dilations, group }: ConvAttributes,
): Array64 {
  const spatial = strides.length;
  const [count, , ...sizes] = x!.shape as [number, number, ...number[]];
  const [channels, depth, ...kernel] = w!.shape as [number, number, ...number[]];
  const out = sizes.map((size, i) => {
    const room = size + pads[i]! + pads[i + spatial]! - dilations[i]! * (kernel[i]! - 1) - 1;
    return Math.floor(room / strides[i]!) + 1;
  });
  const [xStrides, wStrides] = [stridesOf(x!.shape), stridesOf(w!.shape)];
  return fill([count, channels, ...out], ([n, m, ...at]) => {
    const first = Math.floor(m! / (channels / group)) * depth;
    let total = 0;
    eachIndex([depth, ...kernel], ([c, ...k]) => {
      const place = k.map((offset, i) => at[i]! * strides[i]! - pads[i]! + offset * dilations[i]!);
      if (place.some((p, i) => p < 0 || p >= sizes[i]!)) return;
      total +=
        x!.data[offsetOf([n!, first + c!, ...place], xStrides)]! *
        w!.data[offsetOf([m!, c!, ...k], wStrides)]!;
    });
    return total;
  });
}

/** Each entry of x [N, C, …] spreads the kernel w [C, M / group, …] (ONNX, ConvTranspose), from its definition. */
export function convTranspose(
  [x, w]: readonly Array64[],
  { strides, pads, dilations, group, output_padding }: OpAttributes['ConvTranspose'],
): Array64 {
  const spatial = strides.length;
  const [count, depth, ...sizes] = x!.shape as [number, number, ...number[]];
  const [, each, ...kernel] = w!.shape as [number, number, ...number[]];
  const out = sizes.map(
    (size, i) =>
      (size - 1) * strides[i]! -
      pads[i]! -
      pads[i + spatial]! +
      dilations[i]! * (kernel[i]! - 1) +
      1 +
      output_padding[i]!,
  );
  const shape = [count, each * group, ...out];
  const y = array64(shape, new Float64Array(shape.reduce((product, size) => product * size, 1)));
  const [xStrides, wStrides, yStrides] = [stridesOf(x!.shape), stridesOf(w!.shape), stridesOf(shape)];
  eachIndex(x!.shape, ([n, c, ...at]) => {
    const value = x!.data[offsetOf([n!, c!, ...at], xStrides)]!;
    const first = Math.floor(c! / (depth / group)) * each;
    eachIndex([each, ...kernel], ([m, ...k]) => {
      const place = k.map((offset, i) => at[i]! * strides[i]! - pads[i]! + offset * dilations[i]!);
      if (place.some((p, i) => p < 0 || p >= out[i]!)) return;
      y.data[offsetOf([n!, first + m!, ...place], yStrides)]! +=
        value * w!.data[offsetOf([c!, m!, ...k], wStrides)]!;
    });
  });
  return y;
}
