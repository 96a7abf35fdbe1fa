/** Type rules of convolutions over any number of spatial axes. */
import { formatShape, type Dim } from './shape';
import { requireSame, type TensorType } from './tensor-type';

/** One entry a spatial axis; `pads` begin for all axes, then end for all axes (ONNX, Conv). */
export interface ConvAttributes {
  readonly strides: readonly number[];
  readonly pads: readonly number[];
  readonly dilations: readonly number[];
  readonly group: number;
}

export interface ConvTransposeAttributes extends ConvAttributes {
  readonly output_padding: readonly number[];
}

/** Positions that a kernel reaches over along one spatial axis. */
const reach = (kernel: Dim, dilation: number): number => dilation * ((kernel as number) - 1) + 1;

function requireKernel(
  x: TensorType,
  w: TensorType,
  { strides, pads, dilations }: ConvAttributes,
  op: string,
) {
  const spatial = x.shape.length - 2;
  const fits = w.shape.length === x.shape.length && strides.length === spatial;
  if (spatial < 1 || !fits || dilations.length !== spatial || pads.length !== 2 * spatial)
    throw new Error(
      `${op}: a kernel ${formatShape(w.shape)} with ${strides.length} strides does not fit ${formatShape(x.shape)}.`,
    );
  requireSame(x, w, op);
}

/** x [N, C, …] and a kernel [M, C / group, …] without a bias. */
export function inferConv([x, w]: readonly TensorType[], attributes: ConvAttributes): TensorType {
  requireKernel(x!, w!, attributes, 'Conv');
  const { strides, pads, dilations, group } = attributes;
  if ((w!.shape[1] as number) * group !== x!.shape[1] || (w!.shape[0] as number) % group !== 0)
    throw new Error(
      `Conv: ${formatShape(x!.shape)} in ${group} groups does not fit the kernel ${formatShape(w!.shape)}.`,
    );
  const spatial = strides.map((stride, i) => {
    const room = (x!.shape[i + 2] as number) + pads[i]! + pads[i + strides.length]!;
    return Math.floor((room - reach(w!.shape[i + 2]!, dilations[i]!)) / stride) + 1;
  });
  if (spatial.some((size) => size < 1))
    throw new Error(`Conv: the kernel ${formatShape(w!.shape)} is larger than ${formatShape(x!.shape)}.`);
  return { dtype: x!.dtype, shape: [x!.shape[0]!, w!.shape[0]!, ...spatial] };
}

/** x [N, C, …] and a kernel [C, M / group, …] without a bias. */
export function inferConvTranspose(
  [x, w]: readonly TensorType[],
  attributes: ConvTransposeAttributes,
): TensorType {
  requireKernel(x!, w!, attributes, 'ConvTranspose');
  const { strides, pads, dilations, group, output_padding } = attributes;
  if (w!.shape[0] !== x!.shape[1])
    throw new Error(
      `ConvTranspose: ${formatShape(x!.shape)} does not fit the kernel ${formatShape(w!.shape)}.`,
    );
  const spatial = strides.map(
    (stride, i) =>
      ((x!.shape[i + 2] as number) - 1) * stride -
      pads[i]! -
      pads[i + strides.length]! +
      reach(w!.shape[i + 2]!, dilations[i]!) +
      output_padding[i]!,
  );
  return { dtype: x!.dtype, shape: [x!.shape[0]!, (w!.shape[1] as number) * group, ...spatial] };
}
