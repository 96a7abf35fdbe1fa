/** Rotary positions (Su et al. 2021, arXiv 2104.09864), in both forms of the operator. */
import type { Value } from '../../onnx/graph';
import type { Call, Lowering } from '../call';
import { integers } from '../fold/constant';
import type { Operand } from '../operand';
import { joined, split } from './heads';

/**
 * Turns the first 2·half numbers of every head by its position's angles; the others stay.
 * @param x [B, H, S, D]
 * @param cos [B or 1, 1, S, half]
 */
export function rotated(call: Call, x: Value, cos: Value, sin: Value, interleaved: boolean): Value {
  const { g } = call;
  const [batch, heads, length, size] = x.shape as [number, number, number, number];
  const half = cos.shape[3] as number;
  const turned = 2 * half === size ? x : g.slice(x, 3, 0, 2 * half);
  // Neighbours make a pair, or the two halves do.
  const pairs = g.reshape(
    turned,
    interleaved ? [batch, heads, length, half, 2] : [batch, heads, length, 2, half],
  );
  const axis = interleaved ? 4 : 3;
  const [a, b] = [0, 1].map((i) => g.reshape(g.slice(pairs, axis, i, i + 1), [batch, heads, length, half]));
  const first = g.sub(g.mul(a!, cos), g.mul(b!, sin));
  const second = g.add(g.mul(b!, cos), g.mul(a!, sin));
  const both = interleaved
    ? g.reshape(g.concat([g.unsqueeze(first, [4]), g.unsqueeze(second, [4])], 4), [
        batch,
        heads,
        length,
        2 * half,
      ])
    : g.concat([first, second], 3);
  return 2 * half === size ? both : g.concat([both, g.slice(x, 3, 2 * half, size)], 3);
}

/**
 * Rows of a table of cosines or sines [positions, half], as [B or 1, 1, S, half].
 * @param positions one number a token [B, S], or the first of consecutive ones [1]
 */
export function rowsAt(call: Call, table: Operand, positions: Operand | number, length: number): Value {
  const { g } = call;
  const half = table.shape[1]!;
  const first = typeof positions === 'number' ? positions : firstOfRun(positions, length);
  if (first !== undefined) {
    return g.reshape(g.slice(table.value, 0, first, first + length), [1, 1, length, half]);
  }
  const operand = positions as Operand;
  const isStart = operand.shape.length < 2 && length > 1;
  const list = isStart
    ? g.add(g.cast(operand.value, 'int64'), call.ofConstant(integers([...Array(length).keys()])).value)
    : operand.value;
  const batch = isStart ? 1 : operand.shape.length < 2 ? 1 : operand.shape[0]!;
  return g.reshape(g.gather(table.value, list, 0), [batch, 1, length, half]);
}

/** Where known positions are consecutive, or only the first is given. */
function firstOfRun({ constant, shape }: Operand, length: number): number | undefined {
  const data = constant?.data;
  if (!data) return undefined;
  if (shape.length < 2) return data[0];
  return data.length === length && data.every((at, i) => at === data[0]! + i) ? data[0] : undefined;
}

/** [B, S, H·D] or [B, H, S, D], turned and given back in its own form. */
function applied(call: Call, heads: number, turn: (x: Value, length: number) => Value): Operand {
  const { g } = call;
  const isSplit = call.rank(0) === 4;
  const x = isSplit ? call.value(0) : split(g, call.value(0), heads);
  const result = turn(x, x.shape[2] as number);
  return call.of(isSplit ? result : joined(g, result));
}

/** Inputs: x, cosines, sines, positions (ONNX, from version 23 on). */
const rotaryEmbedding: Lowering = (call) => {
  const { g, attributes } = call;
  const [cos, sin] = [call.input(1), call.input(2)];
  const positions = call.inputs[3];
  return [
    applied(call, attributes.number('num_heads', 1), (x, length) => {
      const rows = (table: Operand): Value =>
        positions ? rowsAt(call, table, positions, length) : g.unsqueeze(table.value, [1]);
      return rotated(call, x, rows(cos), rows(sin), attributes.flag('interleaved'));
    }),
  ];
};

/** Inputs: x, positions, cosines, sines (com.microsoft). */
const vendorRotaryEmbedding: Lowering = (call) => {
  const { attributes } = call;
  const half = call.shape(2)[1]!;
  if (attributes.number('scale', 1) !== 1) throw call.refuse('with a scale');
  const heads = attributes.number('num_heads', 0) || call.shape(0).at(-1)! / (2 * half);
  return [
    applied(call, heads, (x, length) => {
      const [cos, sin] = [2, 3].map((at) => rowsAt(call, call.input(at), call.input(1), length));
      return rotated(call, x, cos!, sin!, attributes.flag('interleaved'));
    }),
  ];
};

export const ROTARY: Readonly<Record<string, Lowering>> = {
  RotaryEmbedding: rotaryEmbedding,
  'com.microsoft.RotaryEmbedding': vendorRotaryEmbedding,
};
