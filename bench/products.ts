/** The matrix products of a graph, and how fast they run alone. */
import * as ort from 'onnxruntime-node';
import { GraphBuilder } from '../src/onnx/builder';
import type { Graph } from '../src/onnx/graph';
import { isOp } from '../src/onnx/graph';
import { lower } from '../src/onnx/lower';
import { encodeModel } from '../src/onnx/proto/codec';
import { sizeOf } from '../src/tensor/tensor';

export interface Product {
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** How often the graph has a product of these shapes. */
  readonly count: number;
  /** Multiplications and additions of one. */
  readonly flop: number;
}

/** Products of a graph by their shapes. @param lengths of the open axes */
export function productsOf(graph: Graph, lengths: Readonly<Record<string, number>>): Product[] {
  const found = new Map<string, Product>();
  const fixed = (shape: readonly (number | string)[]) =>
    shape.map((dim) => {
      if (typeof dim === 'number') return dim;
      // An open axis, or one that was merged with others: `128*question_tokens`.
      return dim.split('*').reduce((product, factor) => {
        const length = /^\d+$/.test(factor) ? Number(factor) : lengths[factor];
        if (length === undefined) throw new Error(`The length of ${dim} is not given.`);
        return product * length;
      }, 1);
    });
  for (const value of graph.nodes) {
    if (!isOp(value, 'MatMul')) continue;
    const [a, b] = value.source.inputs.map(({ shape }) => fixed(shape)) as [number[], number[]];
    const key = `${a.join('x')} ${b.join('x')}`;
    const flop = 2 * sizeOf(fixed(value.shape)) * a.at(-1)!;
    found.set(key, { a, b, flop, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return [...found.values()];
}

/** GFLOP/s of the products, each shape in a session of its own, weighted by how often it occurs. */
export async function matmulRate(
  products: readonly Product[],
  seconds: number,
  threads?: number,
): Promise<number> {
  let [flop, time] = [0, 0];
  for (const { a, b, count, flop: each } of products) {
    const g = new GraphBuilder();
    const y = g.matmul(g.input('a', 'float32', a), g.input('b', 'float32', b));
    const session = await ort.InferenceSession.create(
      encodeModel(lower(g.graph('product', { y }))),
      threads === undefined ? {} : { intraOpNumThreads: threads },
    );
    const feeds = { a: random(a), b: random(b) };
    await session.run(feeds);
    let runs = 0;
    const begin = performance.now();
    while (runs < 3 || performance.now() - begin < (1000 * seconds) / products.length) {
      await session.run(feeds);
      runs++;
    }
    flop += count * each;
    time += (count * (performance.now() - begin)) / 1000 / runs;
    await session.release();
  }
  return flop / time / 1e9;
}

const random = (shape: readonly number[]) =>
  new ort.Tensor(
    'float32',
    Float32Array.from({ length: sizeOf(shape) }, () => Math.random() - 0.5),
    shape,
  );
