import { describe } from 'vitest';
import { feed, list, random, scalar, whole, type Case } from '../testing/cases';
import { checkCases } from '../testing/checkCases';

const vendor = (
  op: string,
  inputs: Case['inputs'],
  attributes: Case['attributes'] = {},
  more: Partial<Case> = {},
): Case => ({ op, domain: 'com.microsoft', inputs, attributes, ...more });
const ints = (...numbers: number[]) => feed('int32', [numbers.length], numbers);
const mask = (shape: readonly number[], data: readonly number[]) => feed('int32', shape, data);

describe('attention, taken apart', () => {
  const projected = [random(2, 4, 8), random(8, 24), random(24)];
  const attention = (m: Case['inputs'][number], attributes: Case['attributes'] = {}): Case =>
    vendor('Attention', [...projected, m], { num_heads: 2n, ...attributes });
  const triple = [random(2, 4, 8), random(2, 5, 8), random(2, 5, 8)];
  checkCases([
    attention(undefined),
    attention(undefined, { unidirectional: 1n }),
    attention(undefined, { scale: 0.5 }),
    attention(ints(3, 4)),
    attention(ints(3, 4, 0, 1)),
    attention(mask([2, 4], [1, 1, 1, 0, 1, 1, 0, 0])),
    attention(
      mask(
        [2, 4, 4],
        Array.from({ length: 32 }, (_, i) => Number(i % 4 <= 2)),
      ),
    ),
    vendor('Attention', [random(1, 3, 8), random(8, 20), random(20)], {
      num_heads: 2n,
      qkv_hidden_sizes: [8n, 8n, 4n],
    }),
    vendor('MultiHeadAttention', triple, { num_heads: 2n }),
    vendor('MultiHeadAttention', [...triple, random(24)], { num_heads: 2n }),
    vendor('MultiHeadAttention', [...triple, undefined, mask([2, 5], [1, 1, 1, 0, 0, 1, 1, 1, 1, 1])], {
      num_heads: 2n,
    }),
    vendor('MultiHeadAttention', [...triple, undefined, undefined, random(1, 2, 4, 5)], { num_heads: 2n }),
    vendor(
      'GroupQueryAttention',
      [
        random(1, 4, 32),
        random(1, 4, 16),
        random(1, 4, 16),
        feed('float32', [1, 2, 0, 8], []),
        feed('float32', [1, 2, 0, 8], []),
        ints(3),
        feed('int32', [1], [4]),
      ],
      { num_heads: 4n, kv_num_heads: 2n },
      { stored: [3, 4, 5, 6], outputs: 3 },
    ),
    {
      op: 'Attention',
      opset: 23,
      inputs: [random(2, 2, 4, 8), random(2, 2, 5, 8), random(2, 2, 5, 8), random(4, 5)],
    },
    {
      op: 'Attention',
      opset: 23,
      inputs: [random(2, 4, 16), random(2, 4, 8), random(2, 4, 8)],
      attributes: { q_num_heads: 4n, kv_num_heads: 2n, is_causal: 1n },
    },
    {
      op: 'Attention',
      opset: 23,
      inputs: [
        random(1, 2, 3, 8),
        random(1, 2, 4, 8),
        random(1, 2, 4, 8),
        feed('bool', [3, 4], [1, 1, 0, 1, 0, 1, 1, 1, 1, 0, 0, 1]),
      ],
      attributes: { scale: 0.25 },
    },
  ]);
});

describe('rotary positions', () => {
  const tables = [random(10, 4), random(10, 4)];
  checkCases([
    vendor('RotaryEmbedding', [random(1, 3, 16), feed('int64', [1, 3], [4, 2, 7]), ...tables]),
    vendor('RotaryEmbedding', [random(2, 3, 16), list(2), ...tables]),
    vendor('RotaryEmbedding', [random(1, 3, 16), list(2), ...tables], {}, { stored: [1] }),
    vendor('RotaryEmbedding', [random(1, 2, 3, 8), list(0), ...tables], { interleaved: 1n }),
    {
      op: 'RotaryEmbedding',
      opset: 23,
      inputs: [random(1, 2, 3, 8), ...tables, feed('int64', [1, 3], [4, 2, 7])],
    },
    {
      op: 'RotaryEmbedding',
      opset: 23,
      inputs: [random(1, 3, 20), random(1, 3, 4), random(1, 3, 4)],
      attributes: { num_heads: 2n, interleaved: 1n, rotary_embedding_dim: 8n },
    },
  ]);
});

describe('embeddings', () => {
  const words = [whole('int32', [2, 4], 0, 9), whole('int32', [2, 4], 0, 2)];
  const tables = [random(9, 8), random(6, 8), random(2, 8), random(8), random(8)];
  checkCases([
    vendor(
      'EmbedLayerNormalization',
      [...words, ...tables, mask([2, 4], [1, 1, 1, 0, 1, 1, 0, 0])],
      {},
      { outputs: 2 },
    ),
    vendor(
      'EmbedLayerNormalization',
      [words[0], undefined, tables[0], tables[1], undefined, tables[3], tables[4]],
      {},
      {
        outputs: 2,
      },
    ),
  ]);
});

describe('few bits', () => {
  const nBits = (K: number, N: number, block: number, zeros: boolean): Case => {
    const blocks = Math.ceil(K / block);
    return vendor(
      'MatMulNBits',
      [
        random(2, 3, K),
        whole('uint8', [N, blocks, block / 2], 0, 256),
        random(N * blocks),
        zeros ? whole('uint8', [N * Math.ceil(blocks / 2)], 0, 256) : undefined,
      ],
      { K: BigInt(K), N: BigInt(N), bits: 4n, block_size: BigInt(block) },
      { stored: [1, 2, 3] },
    );
  };
  checkCases([
    nBits(32, 5, 16, false),
    nBits(48, 5, 16, true),
    nBits(40, 3, 32, true),
    {
      op: 'DequantizeLinear',
      inputs: [whole('int8', [3, 4], -128, 128), random(4), whole('int8', [4], -9, 9)],
      attributes: { axis: 1n },
    },
    { op: 'DequantizeLinear', inputs: [whole('uint8', [3, 4], 0, 256), scalar(0.125), scalar(7, 'uint8')] },
    {
      op: 'DequantizeLinear',
      inputs: [whole('int32', [4], -99, 99), feed('float32', [1], [0.5])],
      opset: 13,
    },
    {
      op: 'DequantizeLinear',
      opset: 21,
      inputs: [whole('int8', [2, 6], -9, 9), random(2, 3)],
      attributes: { axis: 1n, block_size: 2n },
    },
    {
      op: 'DequantizeLinear',
      opset: 21,
      inputs: [whole('int4', [3, 4], -8, 8), random(3)],
      attributes: { axis: 0n },
      stored: [0],
    },
    {
      op: 'MatMulInteger',
      inputs: [whole('uint8', [2, 3], 0, 9), whole('int8', [3, 4], -9, 9), scalar(3, 'uint8')],
    },
    {
      op: 'MatMulInteger',
      inputs: [
        whole('uint8', [2, 3], 0, 9),
        whole('int8', [3, 4], -9, 9),
        undefined,
        whole('int8', [4], -3, 3),
      ],
    },
    {
      op: 'ConvInteger',
      inputs: [
        whole('uint8', [1, 2, 5, 5], 0, 9),
        whole('uint8', [3, 2, 3, 3], 0, 9),
        scalar(2, 'uint8'),
        scalar(4, 'uint8'),
      ],
    },
  ]);
});
