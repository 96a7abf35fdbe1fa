/** Small transformers to find the anatomy of, built by hand; weights are seeded random numbers. */
import { GraphBuilder } from '../../../onnx/builder';
import type { Value } from '../../../onnx/graph';

export const HEADS = 2;
export const WIDTH = 4;

/** A builder with what layers are made of; every weight is new. */
export class Layers {
  readonly g = new GraphBuilder();
  private count = 0;
  private state = 1;

  weight(...shape: number[]): Value {
    const size = shape.reduce((product, dim) => product * dim, 1);
    const data = Float32Array.from({ length: size }, () => {
      this.state = (this.state * 48271) % 2147483647;
      return this.state / 2147483647 - 0.5;
    });
    return this.g.initializer(`w${this.count++}`, 'float32', shape, { kind: 'inline', data });
  }

  linear(x: Value, out = WIDTH): Value {
    const { g } = this;
    return g.add(g.matmul(x, this.weight(x.shape.at(-1) as number, out)), this.weight(out));
  }

  norm(x: Value): Value {
    return this.g.layerNormalization(x, this.weight(WIDTH), this.weight(WIDTH), 1e-5);
  }

  /** [1, n, WIDTH] → [1, HEADS, n, WIDTH / HEADS] */
  heads(x: Value): Value {
    const n = x.shape[1] as number;
    return this.g.transpose(this.g.reshape(x, [1, n, HEADS, WIDTH / HEADS]), [0, 2, 1, 3]);
  }

  merged(x: Value): Value {
    return this.g.reshape(this.g.transpose(x, [0, 2, 1, 3]), [1, x.shape[2] as number, WIDTH]);
  }

  /** What attention adds: queries from x, keys and values from y. */
  attention(x: Value, y: Value = x, mask?: Value): Value {
    const { g } = this;
    const scores = g.matmul(this.heads(this.linear(x)), g.matrixTranspose(this.heads(this.linear(y))));
    const attention = g.softmax(mask ? g.add(scores, mask) : scores);
    return this.linear(this.merged(g.matmul(attention, this.heads(this.linear(y)))));
  }

  /** A layer before whose parts the norms stand: x + attention, then + feed-forward. */
  layer(x: Value, y?: Value): Value {
    const { g } = this;
    const attended = g.add(x, this.attention(this.norm(x), y ?? this.norm(x)));
    return g.add(attended, this.linear(g.relu(this.linear(this.norm(attended)))));
  }

  words(name: string, count: number): Value {
    return this.g.gather(this.weight(20, WIDTH), this.g.input(name, 'int64', [1, count]), 0);
  }

  /** rows × cols patches of 2 × 2 pixels, without a convolution: [1, rows · cols, WIDTH]. */
  patches(rows: number, cols: number, name = 'pixel_values'): Value {
    const { g } = this;
    const pixels = g.input(name, 'float32', [1, 3, 2 * rows, 2 * cols]);
    const cut = g.transpose(g.reshape(pixels, [1, 3, rows, 2, cols, 2]), [0, 2, 4, 1, 3, 5]);
    return this.linear(g.reshape(cut, [1, rows * cols, 12]));
  }

  /** One token, [1, WIDTH]. */
  row(x: Value, token: number): Value {
    return this.g.squeeze(this.g.slice(x, 1, token, token + 1), [1]);
  }
}
