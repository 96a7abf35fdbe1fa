import { describe, expect, it } from 'vitest';
import type { Value } from '../../onnx/graph';
import type { FoundAnatomy } from './find';
import { find, reasonOf } from './testing/found';
import { Layers, WIDTH } from './testing/layers';

const versionsOf = ({ blocks }: FoundAnatomy) =>
  blocks.map(({ query, key, queryVersion, keyVersion }) => [query, key, queryVersion, keyVersion]);

const partsOf = ({ streams }: FoundAnatomy) =>
  streams.map(({ id, parts }) => [id, ...parts.map(({ kind, from, to }) => `${kind} ${from}–${to}`)]);

const readsOf = ({ reads }: FoundAnatomy) =>
  reads.map(({ stream, version, places }) => [stream, version, [...places]]);

describe('findAnatomy', () => {
  it('finds an image tower with its class token and grid, read at the class token', () => {
    const l = new Layers();
    const x = l.layer(l.layer(l.g.concat([l.weight(1, 1, WIDTH), l.patches(2, 3)], 1)));
    const found = find(l, l.linear(l.row(l.norm(x), 0), 5));
    expect(partsOf(found)).toEqual([['image', 'special 0–1', 'patches 1–7']]);
    expect(found.streams[0]!.parts[1]!.grid).toEqual({ rows: 2, cols: 3 });
    expect(versionsOf(found)).toEqual([
      ['image', 'image', -1, -1],
      ['image', 'image', 0, 0],
    ]);
    expect(found.blocks.map(({ heads, depth, pooling }) => [heads, depth, pooling])).toEqual([
      [2, 0, undefined],
      [2, 1, undefined],
    ]);
    expect(readsOf(found)).toEqual([['image', 1, [0]]]);
  });

  it('tells co-attention, where both directions read the state before, from one after the other', () => {
    const l = new Layers();
    const [text, image] = [l.words('input_ids', 5), l.patches(2, 2)];
    const { g } = l;
    const text1 = g.add(text, l.attention(text, image));
    const image1 = g.add(image, l.attention(image, text));
    const together = find(l, l.linear(l.row(g.add(text1, l.attention(text1, image1)), 0)));
    expect(versionsOf(together)).toEqual([
      ['text', 'image', -1, -1],
      ['image', 'text', -1, -1],
      ['text', 'image', 0, 1],
    ]);
    const m = new Layers();
    const [words, patches] = [m.words('input_ids', 5), m.patches(2, 2)];
    const words1 = m.g.add(words, m.attention(words, patches));
    const patches1 = m.g.add(patches, m.attention(patches, words1));
    const after = find(m, m.linear(m.g.reduceMean(patches1, [1], 0)));
    expect(versionsOf(after)).toEqual([
      ['text', 'image', -1, -1],
      ['image', 'text', -1, 0],
    ]);
    expect(readsOf(after)).toEqual([['image', 1, [0, 1, 2, 3]]]);
  });

  it('sees that a last layer computes one token of its stream alone', () => {
    const l = new Layers();
    const x = l.layer(l.words('input_ids', 6));
    const one = l.g.slice(x, 1, 0, 1);
    const found = find(l, l.linear(l.row(l.layer(one, x), 0)));
    expect(versionsOf(found)).toEqual([
      ['text', 'text', -1, -1],
      ['text', 'text', 0, 0],
    ]);
    expect(found.blocks.map(({ queryTokens, keyTokens }) => [queryTokens, keyTokens])).toEqual([
      [undefined, undefined],
      [[0], undefined],
    ]);
    expect(readsOf(found)).toEqual([['text', 1, [0]]]);
  });

  it('follows tokens that are cut apart and joined again, whatever they are called', () => {
    const l = new Layers();
    const { g } = l;
    const x = l.layer(l.words('input_ids', 6));
    const swapped = g.concat([g.slice(x, 1, 0, 2), g.slice(x, 1, 2, 6)], 1);
    const found = find(l, l.linear(l.row(l.layer(swapped), 3)));
    expect(found.streams).toHaveLength(1);
    expect(found.blocks.every(({ queryTokens }) => queryTokens === undefined)).toBe(true);
    const reordered = g.concat([g.slice(x, 1, 2, 6), g.slice(x, 1, 0, 2)], 1);
    const turned = find(l, l.linear(l.row(l.layer(reordered), 3)));
    expect(turned.blocks.map(({ queryTokens }) => queryTokens)).toEqual([undefined, [2, 3, 4, 5, 0, 1]]);
    // The fourth of the reordered tokens.
    expect(readsOf(turned)).toEqual([['text', 1, [5]]]);
  });

  it('joins towers whose tokens meet in one block, and updates them piece by piece', () => {
    const l = new Layers();
    const image = l.layer(l.patches(2, 2));
    const text = l.layer(l.words('input_ids', 3));
    const found = find(l, l.linear(l.row(l.layer(l.g.concat([text, image], 1)), 0)));
    expect(partsOf(found)).toEqual([['joint', 'words 0–3', 'patches 3–7']]);
    expect(versionsOf(found)).toEqual([
      ['joint', 'joint', -1, -1],
      ['joint', 'joint', 0, 0],
      ['joint', 'joint', 1, 1],
    ]);
    expect(found.blocks.map(({ queryTokens }) => queryTokens)).toEqual([[3, 4, 5, 6], [0, 1, 2], undefined]);
  });

  it('takes learned queries and a pooling probe for streams of their own', () => {
    const l = new Layers();
    const { g } = l;
    const image = l.layer(l.patches(2, 3));
    const queries = l.weight(1, 4, WIDTH);
    const own = g.add(queries, l.attention(queries));
    const read = g.add(own, l.attention(own, image));
    const detected = find(l, l.linear(read, 3));
    expect(versionsOf(detected)).toEqual([
      ['image', 'image', -1, -1],
      ['queries', 'queries', -1, -1],
      ['queries', 'image', 1, 0],
    ]);
    expect(readsOf(detected)).toEqual([['queries', 2, [0, 1, 2, 3]]]);
    const pooled = find(l, l.linear(l.row(l.attention(l.weight(1, 1, WIDTH), image), 0)));
    expect(pooled.blocks.map(({ query, pooling }) => [query, pooling])).toEqual([
      ['image', undefined],
      ['probe', true],
    ]);
  });

  it('reads a target at every depth and part that it reads', () => {
    const l = new Layers();
    const { g } = l;
    const first = l.layer(l.words('input_ids', 4));
    const second = l.layer(first);
    const head = l.linear(g.concat([l.row(second, 0), g.reduceMean(first, [1], 0)], 1));
    expect(readsOf(find(l, head)).sort()).toEqual([
      ['text', 0, [0, 1, 2, 3]],
      ['text', 1, [0]],
    ]);
  });

  it('does not take a mask for something that is read, nor a classifier’s softmax for attention', () => {
    const l = new Layers();
    const { g } = l;
    const seen = g.input('attention_mask', 'float32', [1, 4]);
    const bias = g.scale(g.sub(seen, g.scalar(1)), 1e4);
    const x = l.words('input_ids', 4);
    const attended = g.add(x, l.attention(x, x, g.reshape(bias, [1, 1, 1, 4])));
    const mean = g.div(
      g.reduceSum(g.mul(attended, g.reshape(seen, [1, 4, 1])), [1], 0),
      g.reduceSum(seen, [1], 1),
    );
    const found = find(l, g.matmul(g.softmax(l.linear(mean, 3)), l.weight(3, 1)));
    expect(found.blocks).toHaveLength(1);
    expect(readsOf(found)).toEqual([['text', 0, [0, 1, 2, 3]]]);
  });

  it('refuses what it cannot follow, with the reason', () => {
    const windows = new Layers();
    const tokens = windows.words('input_ids', 6);
    const cut = windows.g.reshape(tokens, [3, 2, WIDTH]);
    const scores = windows.g.softmax(windows.g.matmul(cut, windows.g.matrixTranspose(cut)));
    const within = windows.g.reshape(windows.g.matmul(scores, cut), [1, 6, WIDTH]);
    expect(reasonOf(windows, windows.linear(windows.row(windows.g.add(tokens, within), 0)))).toBe('windows');

    const channels = new Layers();
    const x = channels.linear(channels.words('input_ids', 6));
    const between = channels.g.softmax(channels.g.matmul(channels.g.matrixTranspose(x), channels.linear(x)));
    const mixed = channels.g.matmul(x, channels.g.matrixTranspose(between));
    expect(reasonOf(channels, channels.linear(channels.row(channels.g.add(x, mixed), 0)))).toBe('channels');

    const batch = new Layers();
    const items = batch.g.transpose(batch.words('input_ids', 6), [1, 0, 2]);
    const over = batch.g.softmax(batch.g.matmul(items, batch.g.matrixTranspose(items)));
    const self = batch.g.add(items, batch.g.matmul(over, items));
    expect(reasonOf(batch, batch.linear(batch.g.reduceMean(self, [0], 0)))).toBe('batch');

    const merged = new Layers();
    const first = merged.layer(merged.words('input_ids', 6));
    const pairs = merged.linear(merged.g.reshape(first, [1, 3, 2 * WIDTH]));
    expect(reasonOf(merged, merged.linear(merged.row(merged.layer(pairs), 0)))).toBe('merged');

    const projected = new Layers();
    const y = projected.words('input_ids', 6);
    const fewer = projected.g.matmul(projected.weight(1, 3, 6), y);
    expect(reasonOf(projected, projected.linear(projected.row(projected.layer(y, fewer), 0)))).toBe(
      'mixed-keys',
    );

    const plain = new Layers();
    expect(reasonOf(plain, plain.linear(plain.row(plain.words('input_ids', 3), 0)))).toBe('no-attention');
  });
});
