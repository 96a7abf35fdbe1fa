/** Weights of few bits with a scale a block, unpacked beside the graph (ONNX Runtime, ContribOperators). */
import type { Call, Lowering } from '../call';
import type { Operand } from '../operand';
import type { ForeignTensor } from '../read/foreign';
import { sizeOf } from '../../tensor/tensor';

/** The tensor of the file that an input is. @throws Refusal when it is computed by the model */
function storedAt(call: Call, at: number): ForeignTensor {
  const { stored } = call.input(at);
  if (stored) return stored;
  throw call.refuse('with weights that the model computes itself');
}

const numbersAt = (call: Call, at: number): Float64Array => {
  const { stored, constant } = call.input(at);
  if (stored) return call.context.operands.numbers(stored).data;
  if (constant) return constant.data;
  throw call.refuse('with scales that the model computes itself');
};

/** Unsigned numbers of `bits` bits, the low ones of each byte first. */
const field = (bytes: Uint8Array, at: number, bits: number): number => {
  const perByte = 8 / bits;
  return (bytes[Math.floor(at / perByte)]! >> (bits * (at % perByte))) & ((1 << bits) - 1);
};

/**
 * x Wᵀ with W[n, k] = (q − zero) · scale for each block along k: q uint8 [N, blocks, block·bits/8], scales [N·blocks],
 * zero points packed the same way, a row a whole number of bytes, 2^(bits−1) where they are left out.
 */
export const matMulNBits: Lowering = (call) => {
  const { attributes, context } = call;
  const [K, N] = [attributes.number('K', 0), attributes.number('N', 0)];
  const bits = attributes.number('bits', 4);
  const block = attributes.number('block_size', 32);
  const isKnown = [2, 4, 8].includes(bits) && block > 0 && block * bits >= 8;
  if (!isKnown) throw call.refuse(`of ${bits} bits in blocks of ${block}`);
  if (call.inputs[4]) throw call.refuse('with reordered weights (g_idx)');
  const blocks = Math.ceil(K / block);
  const bytes = context.operands.bytes(storedAt(call, 1));
  const scales = numbersAt(call, 2);
  const zeros = call.inputs[3] && zeroPoints(call, N, blocks, bits);
  if (bytes.length < (N * blocks * block * bits) / 8 || scales.length < N * blocks) {
    throw call.refuse('with fewer weights than it needs');
  }
  // [K, N], so that the product needs no transposition.
  const weights = new Float32Array(K * N);
  for (let n = 0; n < N; n++) {
    for (let k = 0; k < K; k++) {
      const at = n * blocks + Math.floor(k / block);
      const zero = zeros ? zeros[at]! : 1 << (bits - 1);
      weights[k * N + n] = (field(bytes, at * block + (k % block), bits) - zero) * scales[at]!;
    }
  }
  context.note('unpacked-weights');
  const product = call.g.matmul(call.value(0), context.unpacked([K, N], weights));
  const bias = call.optional(5);
  return [call.of(bias ? call.g.add(product, bias) : product)];
};

function zeroPoints(call: Call, N: number, blocks: number, bits: number): Float64Array {
  const stored = storedAt(call, 3);
  if (stored.dtype !== 'uint8') return numbersAt(call, 3);
  const bytes = call.context.operands.bytes(stored);
  const row = Math.ceil((blocks * bits) / 8);
  return Float64Array.from({ length: N * blocks }, (_, i) => {
    const [n, b] = [Math.floor(i / blocks), i % blocks];
    return field(bytes.subarray(n * row, (n + 1) * row), b, bits);
  });
}

/** The whole numbers of a stored tensor of 4 or 2 bits, low bits first; undefined for other types. */
export function unpackedNumbers(
  call: Call,
  { dtype, shape }: ForeignTensor,
  bytes: Uint8Array,
): Float32Array | undefined {
  const bits = dtype.endsWith('int4') ? 4 : dtype.endsWith('int2') ? 2 : 0;
  if (bits === 0) return undefined;
  const isSigned = dtype.startsWith('int');
  const size = sizeOf(shape);
  if (bytes.length < (size * bits) / 8) throw call.refuse('with fewer numbers than its shape needs');
  const half = 1 << (bits - 1);
  return Float32Array.from({ length: size }, (_, at) => {
    const q = field(bytes, at, bits);
    return isSigned && q >= half ? q - 2 * half : q;
  });
}

/** Whole numbers of a stored tensor of any width, as floats. */
function wholeNumbers(call: Call, at: number): ArrayLike<number> {
  const stored = storedAt(call, at);
  const { operands } = call.context;
  return unpackedNumbers(call, stored, operands.bytes(stored)) ?? operands.numbers(stored).data;
}

/** An input in float32: of few bits unpacked beside the graph, otherwise cast in the graph. */
export function asFloats(call: Call, at: number): Operand {
  const input = call.input(at);
  const { stored } = input;
  const few = stored && unpackedNumbers(call, stored, call.context.operands.bytes(stored));
  if (few) {
    call.context.note('unpacked-weights');
    return call.of(call.context.unpacked(input.shape, few));
  }
  return input.dtype === 'float32' ? input : call.of(call.g.cast(input.value, 'float32'));
}

/** Rows of a table of few bits: an embedding (com.microsoft.GatherBlockQuantized). */
export const gatherBlockQuantized: Lowering = (call) => {
  const { attributes, context } = call;
  const table = storedAt(call, 0);
  const bits = attributes.number('bits', 4);
  const block = attributes.number('block_size', 128);
  const isBytes = table.dtype === 'uint8' && bits < 8;
  const perByte = isBytes ? 8 / bits : 1;
  const shape = table.shape.map((dim, axis) => (axis === table.shape.length - 1 ? dim * perByte : dim));
  const rank = shape.length;
  const axis = (attributes.number('quantize_axis', 1) + rank) % rank;
  if (axis !== rank - 1) throw call.refuse('with blocks along another axis than the last');
  const packed = (at: number, of: readonly number[]): ArrayLike<number> => {
    if (!isBytes) return wholeNumbers(call, at);
    const bytes = context.operands.bytes(storedAt(call, at));
    const row = Math.ceil((of.at(-1)! * bits) / 8);
    const width = of.at(-1)!;
    return Float64Array.from({ length: sizeOf(of) }, (_, i) =>
      field(bytes.subarray(Math.floor(i / width) * row, (Math.floor(i / width) + 1) * row), i % width, bits),
    );
  };
  const numbers = packed(0, shape);
  const scales = numbersAt(call, 2);
  const width = shape[axis]!;
  const blocks = Math.ceil(width / block);
  const zeros = call.inputs[3] ? packed(3, [...shape.slice(0, axis), blocks]) : undefined;
  const missing = isBytes ? 1 << (bits - 1) : 0;
  const values = new Float64Array(sizeOf(shape)).map((_, i) => {
    const at = Math.floor(i / width) * blocks + Math.floor((i % width) / block);
    return (numbers[i]! - (zeros ? zeros[at]! : missing)) * scales[at]!;
  });
  context.note('unpacked-weights');
  const rows = context.unpacked(shape, Float32Array.from(values));
  return [call.of(call.g.gather(rows, call.value(1), attributes.number('gather_axis', 0)))];
};
