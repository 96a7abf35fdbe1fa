/** Kinds of graphs that are easily taken for something else: what is found in them, or why they are refused. */
import { describe, expect, it } from 'vitest';
import type { Value } from '../../onnx/graph';
import { find, reasonOf } from './testing/found';
import { HEADS, Layers, WIDTH } from './testing/layers';

/** The one block of a text of six tokens, read at its first. */
function expectPlain(l: Layers, x: Value): void {
  const { streams, blocks, reads } = find(l, l.linear(l.row(x, 0)));
  expect(streams.map(({ id }) => id)).toEqual(['text']);
  expect(blocks).toHaveLength(1);
  const [block] = blocks;
  expect([block!.query, block!.key, block!.heads, block!.pooling]).toEqual([
    'text',
    'text',
    HEADS,
    undefined,
  ]);
  expect([block!.queryTokens, block!.keyTokens]).toEqual([undefined, undefined]);
  expect(reads.map(({ version, places }) => [version, [...places]])).toEqual([[0, [0]]]);
}

describe('attention in unusual clothes', () => {
  it('rotates halves of the features before the scores', () => {
    const l = new Layers();
    const { g } = l;
    const x = l.words('input_ids', 6);
    const rotated = (value: Value) => {
      const heads = l.heads(value);
      const [first, second] = [g.slice(heads, 3, 0, 1), g.slice(heads, 3, 1, 2)];
      return g.add(g.mul(heads, l.weight(6, 2)), g.mul(g.concat([g.neg(second), first], 3), l.weight(6, 2)));
    };
    const scores = g.matmul(rotated(l.linear(x)), g.matrixTranspose(rotated(l.linear(x))));
    const mixed = l.linear(l.merged(g.matmul(g.softmax(scores), l.heads(l.linear(x)))));
    expectPlain(l, g.add(x, mixed));
  });

  it('caps scores, adds a slope and a mask', () => {
    const l = new Layers();
    const { g } = l;
    const x = l.words('input_ids', 6);
    const scores = g.matmul(l.heads(l.linear(x)), g.matrixTranspose(l.heads(l.linear(x))));
    const capped = g.scale(g.tanh(g.scale(scores, 0.02)), 50);
    const biased = g.add(g.add(capped, l.weight(HEADS, 6, 6)), l.weight(6, 6));
    expectPlain(l, g.add(x, l.linear(l.merged(g.matmul(g.softmax(biased), l.heads(l.linear(x)))))));
  });

  it('multiplies from the right, values first', () => {
    const l = new Layers();
    const { g } = l;
    const x = l.words('input_ids', 6);
    const scores = g.matmul(l.heads(l.linear(x)), g.matrixTranspose(l.heads(l.linear(x))));
    const turned = g.matmul(g.matrixTranspose(l.heads(l.linear(x))), g.matrixTranspose(g.softmax(scores)));
    const mixed = l.linear(l.merged(g.matrixTranspose(turned)));
    expectPlain(l, g.add(x, mixed));
  });

  it('shares keys between heads', () => {
    const l = new Layers();
    const { g } = l;
    const x = l.words('input_ids', 6);
    const shared = (value: Value) =>
      g.reshape(
        g.expand(g.reshape(g.transpose(g.reshape(value, [1, 6, 1, 2]), [0, 2, 1, 3]), [1, 1, 1, 6, 2]), [
          1,
          1,
          HEADS,
          6,
          2,
        ]),
        [1, HEADS, 6, 2],
      );
    const scores = g.matmul(l.heads(l.linear(x)), g.matrixTranspose(shared(l.linear(x, 2))));
    const mixed = l.linear(l.merged(g.matmul(g.softmax(scores), shared(l.linear(x, 2)))));
    expectPlain(l, g.add(x, mixed));
  });

  it('runs beside the feed-forward layer, summed in any order', () => {
    for (const order of [0, 1, 2]) {
      const l = new Layers();
      const { g } = l;
      const x = l.words('input_ids', 6);
      const normal = l.norm(x);
      const attended = l.attention(normal);
      const fed = l.linear(g.relu(l.linear(normal)));
      const sums = [
        () => g.add(g.add(x, attended), fed),
        () => g.add(g.add(attended, fed), x),
        () => g.add(g.add(x, fed), attended),
      ];
      const found = find(l, l.linear(l.row(sums[order]!(), 0)));
      expect(found.blocks[0]!.residual!.x).toBe(x);
      expect(found.blocks[0]!.residual!.a).toBe(attended);
    }
  });

  it('has norms on both sides of attention, and a scale before the sum', () => {
    const l = new Layers();
    const { g } = l;
    const x = l.words('input_ids', 6);
    expectPlain(l, g.add(x, g.mul(l.norm(l.attention(l.norm(x))), l.weight(WIDTH))));
  });

  it('cuts off columns of the softmax that are no keys', () => {
    const l = new Layers();
    const { g } = l;
    const x = l.words('input_ids', 6);
    const scores = g.matmul(l.heads(l.linear(x)), g.matrixTranspose(l.heads(l.linear(x))));
    const withSink = g.softmax(g.concat([scores, l.weight(1, HEADS, 6, 1)], 3));
    const kept = g.slice(withSink, 3, 0, 6);
    const found = find(
      l,
      l.linear(l.row(g.add(x, l.linear(l.merged(g.matmul(kept, l.heads(l.linear(x)))))), 0)),
    );
    expect(found.blocks[0]!.attention).toBe(kept);
    expect(found.streams).toHaveLength(1);
    expect(found.blocks[0]!.keyTokens).toBeUndefined();
  });

  it('begins a text with a constant start token and its shifted words', () => {
    const l = new Layers();
    const { g } = l;
    const ids = g.input('decoder_input_ids', 'int64', [1, 6]);
    const embedded = g.gather(l.weight(20, WIDTH), ids, 0);
    const shifted = g.concat([l.weight(1, 1, WIDTH), g.slice(embedded, 1, 0, 5)], 1);
    const found = find(l, l.linear(l.row(l.layer(l.layer(shifted)), 5)));
    expect(found.streams.map(({ parts }) => parts.map(({ kind, from, to }) => [kind, from, to]))).toEqual([
      [
        ['special', 0, 1],
        ['words', 1, 6],
      ],
    ]);
    expect(found.reads[0]!.places).toEqual([5]);
  });
});

describe('softmaxes that are no attention between tokens', () => {
  it('are left alone as gates beside real attention', () => {
    const l = new Layers();
    const { g } = l;
    const x = l.layer(l.words('input_ids', 6));
    // Two experts, weighed token by token.
    const gate = g.softmax(l.linear(x, 2));
    const experts = [0, 1].map((n) => g.mul(l.linear(x), g.slice(gate, 2, n, n + 1)));
    const found = find(l, l.linear(l.row(g.add(x, g.add(experts[0]!, experts[1]!)), 0)));
    expect(found.blocks).toHaveLength(1);
  });

  it('refuse the model where they weigh tokens without a matrix product', () => {
    const l = new Layers();
    const { g } = l;
    const x = l.layer(l.words('input_ids', 6));
    const weights = g.softmax(l.linear(x, 1), 1);
    expect(reasonOf(l, l.linear(g.reduceSum(g.mul(x, weights), [1], 0)))).toBe('weighted-sum');
  });

  it('refuse rows of a grid that attend by themselves', () => {
    const l = new Layers();
    const { g } = l;
    const x = l.patches(3, 4);
    const rows = g.reshape(x, [3, 4, WIDTH]);
    const scores = g.softmax(g.matmul(l.linear(rows), g.matrixTranspose(l.linear(rows))));
    const mixed = g.reshape(g.matmul(scores, l.linear(rows)), [1, 12, WIDTH]);
    expect(reasonOf(l, l.linear(l.row(g.add(x, mixed), 0)))).toBe('windows');
  });

  it('refuse two items of a batch', () => {
    const l = new Layers();
    const { g } = l;
    const x = g.gather(l.weight(20, WIDTH), g.input('input_ids', 'int64', [2, 6]), 0);
    const scores = g.softmax(g.matmul(l.linear(x), g.matrixTranspose(l.linear(x))));
    const mixed = g.add(x, g.matmul(scores, l.linear(x)));
    expect(reasonOf(l, l.linear(g.reduceMean(mixed, [1], 0)))).toBe('items');
  });

  it('refuse keys that come from a cache', () => {
    const l = new Layers();
    const { g } = l;
    const x = l.words('input_ids', 3);
    const past = (name: string) => g.input(name, 'float32', [1, HEADS, 5, 2]);
    const keys = g.concat([past('past_key_values.0.key'), l.heads(l.linear(x))], 2);
    const values = g.concat([past('past_key_values.0.value'), l.heads(l.linear(x))], 2);
    const scores = g.softmax(g.matmul(l.heads(l.linear(x)), g.matrixTranspose(keys)));
    const mixed = l.linear(l.merged(g.matmul(scores, values)));
    expect(reasonOf(l, l.linear(l.row(g.add(x, mixed), 2)))).toBe('cache');
  });

  it('refuse tokens that a convolution makes of others between blocks', () => {
    const l = new Layers();
    const { g } = l;
    const x = l.layer(l.patches(4, 4));
    const grid = g.reshape(g.transpose(x, [0, 2, 1]), [1, WIDTH, 4, 4]);
    const window = { strides: [2, 2], pads: [0, 0, 0, 0], dilations: [1, 1], group: 1 };
    const merged = g.apply('Conv', [grid, l.weight(WIDTH, WIDTH, 2, 2)], window);
    const tokens = g.transpose(g.reshape(merged, [1, WIDTH, 4]), [0, 2, 1]);
    expect(reasonOf(l, l.linear(l.row(l.layer(tokens), 0)))).toBe('merged');
  });

  it('follow tokens that a convolution changes and a sum gives back', () => {
    const l = new Layers();
    const { g } = l;
    const x = l.layer(l.patches(4, 4));
    const grid = g.reshape(g.transpose(x, [0, 2, 1]), [1, WIDTH, 4, 4]);
    const window = { strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1], group: 1 };
    const mixed = g.apply('Conv', [grid, l.weight(WIDTH, WIDTH, 3, 3)], window);
    const back = g.add(x, g.transpose(g.reshape(mixed, [1, WIDTH, 16]), [0, 2, 1]));
    const found = find(l, l.linear(l.row(l.layer(back), 0)));
    expect(found.streams).toHaveLength(1);
    expect(found.streams[0]!.parts[0]!.grid).toEqual({ rows: 4, cols: 4 });
  });
});
