import type { Value } from '../../onnx/graph';
import type { Call, Lowering } from '../call';
import { Refusal } from '../refusal';
import { checkNoPast } from './noPast';
import { attend, joined, repeated, split } from './heads';
import { rotated, rowsAt } from './rotary';

/**
 * Causal attention with few heads of keys (com.microsoft.GroupQueryAttention): query, key, value, past key, past value,
 * last place of each sequence, total length, cosines, sines, positions, bias, sinks. Queries, keys and values may be
 * packed in one input, and turned by their positions inside.
 */
export const groupQueryAttention: Lowering = (call) => {
  const { g, attributes } = call;
  if (attributes.number('softcap', 0)) throw call.refuse('with capped scores (softcap)');
  if (attributes.number('smooth_softmax', 0) > 0 || call.inputs[11]) throw call.refuse('with a sink');
  checkNoPast(call, 3);
  checkNoPast(call, 4);
  const heads = attributes.number('num_heads', 1);
  const keyHeads = attributes.number('kv_num_heads', 1);
  const [plainQuery, plainKey, value] = queryKeyValue(call, heads, keyHeads);
  let [query, key] = [plainQuery, plainKey];
  const length = query.shape[2] as number;
  checkWhole(call, length);
  const window = attributes.number('local_window_size', -1);
  if (window > 0 && window < length) throw call.refuse('with a window shorter than the text');
  if (attributes.flag('do_rotary')) {
    const positions = call.inputs[9] ?? 0;
    const [cos, sin] = [7, 8].map((at) => rowsAt(call, call.input(at), positions, length));
    const interleaved = attributes.flag('rotary_interleaved');
    query = rotated(call, query, cos!, sin!, interleaved);
    key = rotated(call, key, cos!, sin!, interleaved);
  }
  const result = attend(call, {
    query,
    key: repeated(g, key, heads),
    value: repeated(g, value, heads),
    scale: attributes.number('scale'),
    biases: [call.optional(10)],
    causal: true,
  });
  return [call.of(joined(g, result)), call.of(key), call.of(value)];
};

function queryKeyValue(call: Call, heads: number, keyHeads: number): [Value, Value, Value] {
  const { g } = call;
  if (call.inputs[1]) {
    return [
      split(g, call.value(0), heads),
      split(g, call.value(1), keyHeads),
      split(g, call.value(2), keyHeads),
    ];
  }
  const packed = call.value(0);
  const width = packed.shape[2] as number;
  const size = width / (heads + 2 * keyHeads);
  const part = (from: number, count: number): Value =>
    split(g, g.slice(packed, 2, from * size, (from + count) * size), count);
  return [part(0, heads), part(heads, keyHeads), part(heads + keyHeads, keyHeads)];
}

/** Nothing may be padding: the operator then counts positions by lengths that only a run tells. */
function checkWhole(call: Call, length: number): void {
  const last = call.inputs[5]?.constant?.data;
  if (last?.every((at) => at === length - 1)) return;
  throw new Refusal(
    'values',
    `The operator ${call.op} is told the lengths of its texts by the attention mask; give a mask of ones, bound when the ` +
      'model is imported.',
  );
}
