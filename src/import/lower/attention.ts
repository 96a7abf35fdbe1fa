import type { GraphBuilder } from '../../onnx/builder';
import type { Value } from '../../onnx/graph';
import type { Call, Lowering } from '../call';
import type { Operand } from '../operand';
import { attend, HIDDEN, joined, maskBias, repeated, split } from './heads';
import { checkNoPast } from './noPast';
import { groupQueryAttention } from './groupQuery';
import { ROTARY } from './rotary';
import { vendorMask } from './vendorMask';

/** ONNX, from version 23 on: query, key, value as [B, S, H·D] or [B, H, S, D], mask, past. */
const attention: Lowering = (call) => {
  const { g, attributes } = call;
  if (attributes.number('softcap', 0)) throw call.refuse('with capped scores (softcap)');
  if (call.inputs[6]) throw call.refuse('with lengths of padded keys');
  checkNoPast(call, 4);
  checkNoPast(call, 5);
  const heads = (at: number, count: number) =>
    call.rank(at) === 4 ? call.value(at) : split(g, call.value(at), count);
  const query = heads(0, attributes.number('q_num_heads', 1));
  const [key, value] = [1, 2].map((at) => heads(at, attributes.number('kv_num_heads', 1)));
  const causal = attributes.flag('is_causal');
  // It counts from the first key; elsewhere it is counted from the last.
  if (causal && query.shape[2] !== key!.shape[2])
    throw call.refuse('that looks back from one stream into another');
  const count = query.shape[1] as number;
  const mask = call.optional(3);
  const result = attend(call, {
    query,
    key: repeated(g, key!, count),
    value: repeated(g, value!, count),
    scale: attributes.number('scale'),
    biases: [mask?.dtype === 'bool' ? maskBias(call, mask, HIDDEN) : mask],
    causal,
  });
  return [call.of(call.rank(0) === 4 ? result : joined(g, result)), call.of(key!), call.of(value!)];
};

/** com.microsoft: one product gives queries, keys and values. */
const vendorAttention: Lowering = (call) => {
  const { g, attributes } = call;
  if (attributes.flag('do_rotary')) throw call.refuse('with rotary positions inside');
  checkNoPast(call, 4);
  const heads = attributes.number('num_heads', 1);
  const bias = call.optional(2);
  const product = g.matmul(call.value(0), call.value(1));
  const all = bias ? g.add(product, bias) : product;
  const width = all.shape[2] as number;
  const [q, k] = attributes.numbers('qkv_hidden_sizes') ?? [width / 3, width / 3];
  const part = (from: number, to: number) => split(g, g.slice(all, 2, from, to), heads);
  const [query, key, value] = [part(0, q!), part(q!, q! + k!), part(q! + k!, width)];
  const result = vendorAttended(call, query, key, value, 3, 5);
  // Only values as wide as keys can be kept for a next step.
  const kept = key.shape[3] === value.shape[3] ? call.of(stacked(g, key, value)) : undefined;
  return [call.of(joined(g, result)), kept];
};

/** com.microsoft: query, key, value [B, S, H·D], or packed together; a bias of all three. */
const multiHeadAttention: Lowering = (call) => {
  const { g } = call;
  checkNoPast(call, 6);
  checkNoPast(call, 7);
  const [query, key, value] = queryKeyValue(call, call.attributes.number('num_heads', 1));
  const result = vendorAttended(call, query, key, value, 4, 5);
  return [call.of(joined(g, result)), call.of(key), call.of(value)];
};

function vendorAttended(
  call: Call,
  query: Value,
  key: Value,
  value: Value,
  maskAt: number,
  biasAt: number,
): Value {
  const mask = call.inputs[maskAt];
  const lengths = { queries: query.shape[2] as number, keys: key.shape[2] as number };
  return attend(call, {
    query,
    key,
    value,
    scale: call.attributes.number('scale'),
    biases: [mask && vendorMask(call, mask, lengths), call.optional(biasAt)],
    causal: call.attributes.flag('unidirectional'),
  });
}

function queryKeyValue(call: Call, heads: number): [Value, Value, Value] {
  const { g } = call;
  const bias = call.optional(3);
  const packed = (x: Operand, at: number): Value => {
    const [batch, length, own, , size] = x.shape as [number, number, number, number, number];
    return g.transpose(g.reshape(g.slice(x.value, 3, at, at + 1), [batch, length, own, size]), [0, 2, 1, 3]);
  };
  if (call.rank(0) === 5) {
    const [q, k, v] = [0, 1, 2].map((at) => packed(call.input(0), at));
    if (bias) throw call.refuse('with packed inputs and a bias');
    return [q!, k!, v!];
  }
  const width = call.shape(0)[2]!;
  const projected = (at: number, from: number, to: number): Value => {
    if (call.rank(at) === 4) return call.value(at);
    const x = call.value(at);
    return split(g, bias ? g.add(x, g.slice(bias, 0, from, to)) : x, heads);
  };
  const query = projected(0, 0, width);
  if (call.inputs[1] && call.rank(1) === 5)
    return [query, packed(call.input(1), 0), packed(call.input(1), 1)];
  const all = bias ? (bias.shape[0] as number) : 0;
  return [query, projected(1, width, 2 * width), projected(2, 2 * width, all)];
}

/** What the next step would be given: keys and values, one after the other. */
function stacked(g: GraphBuilder, key: Value, value: Value): Value {
  return g.concat([g.unsqueeze(key, [0]), g.unsqueeze(value, [0])], 0);
}

export const ATTENTION: Readonly<Record<string, Lowering>> = {
  ...ROTARY,
  Attention: attention,
  'com.microsoft.Attention': vendorAttention,
  'com.microsoft.GroupQueryAttention': groupQueryAttention,
  'com.microsoft.MultiHeadAttention': multiHeadAttention,
};
