import type { DType } from '../tensor/tensor';
import { bytesPerElement, sizeOf } from '../tensor/tensor';
import type { Graph, Initializer, InitializerData, Input, Node, Value } from './graph';
import { isOp } from './graph';
import { OPS, type OpAttributes, type OpSpec, type OpType } from './ops';
import { formatShape, sameShape, type Shape } from './shape';
import { extract } from './extract';

/**
 * Builds graphs. Every method that adds a node infers the result's type and throws a sentence that names operator and
 * shapes when the inputs do not fit. Equal nodes are built once, and a few identities (transpose of a transpose,
 * reshape to the same shape, times one) add no node at all, so that gradient rules need not be clever.
 */
export class GraphBuilder {
  private nextId = 0;
  private readonly known = new Map<string, Value>();
  private readonly names = new Set<string>();

  input(name: string, dtype: DType, shape: Shape): Value {
    return this.define(name, dtype, shape, { kind: 'input' });
  }

  initializer(name: string, dtype: DType, shape: readonly number[], data: InitializerData): Value {
    if (data.kind === 'inline' && data.data.length !== sizeOf(shape)) {
      throw new Error(`Initializer ${name}: ${data.data.length} elements do not fill ${formatShape(shape)}.`);
    }
    const bytes = sizeOf(shape) * bytesPerElement(dtype);
    if (data.kind === 'bytes' && data.data.length !== bytes) {
      throw new Error(
        `Initializer ${name}: ${data.data.length} bytes do not fill ${dtype} ${formatShape(shape)}, which has ${bytes}.`,
      );
    }
    return this.define(name, dtype, shape, { kind: 'initializer', data });
  }

  /** A float32 scalar; the same number is stored once. */
  scalar(number: number): Value {
    if (!Number.isFinite(number)) throw new Error(`A constant must be finite, got ${number}.`);
    return this.once(`scalar ${number}`, () =>
      this.initializer(`scalar_${this.nextId}`, 'float32', [], {
        kind: 'inline',
        data: new Float32Array([number]),
      }),
    );
  }

  /** int32 numbers 0 … length − 1. */
  range(length: number): Value {
    return this.once(`range ${length}`, () => {
      const data = Int32Array.from({ length }, (_, i) => i);
      return this.initializer(`range_${length}`, 'int32', [length], { kind: 'inline', data });
    });
  }

  apply<K extends OpType>(op: K, inputs: readonly Value[], attributes: OpAttributes[K]): Value {
    const spec: OpSpec<K> = OPS[op];
    if (spec.arity !== 'variadic' && inputs.length !== spec.arity) {
      throw new Error(`${op}: expected ${spec.arity} inputs, got ${inputs.length}.`);
    }
    const type = spec.infer(inputs, attributes);
    const key = `${op}(${inputs.map((value) => value.id).join()})${JSON.stringify(attributes)}`;
    const node: Node<K> = { kind: 'node', op, inputs, attributes };
    return this.once(key, () => this.define(`${op}_${this.nextId}`, type.dtype, type.shape, node));
  }

  abs = (x: Value) => this.apply('Abs', [x], {});
  add = (a: Value, b: Value) => this.apply('Add', [a, b], {});
  sub = (a: Value, b: Value) => this.apply('Sub', [a, b], {});
  div = (a: Value, b: Value) => this.apply('Div', [a, b], {});
  neg = (x: Value) => this.apply('Neg', [x], {});
  exp = (x: Value) => this.apply('Exp', [x], {});
  log = (x: Value) => this.apply('Log', [x], {});
  sqrt = (x: Value) => this.apply('Sqrt', [x], {});
  reciprocal = (x: Value) => this.apply('Reciprocal', [x], {});
  sigmoid = (x: Value) => this.apply('Sigmoid', [x], {});
  tanh = (x: Value) => this.apply('Tanh', [x], {});
  erf = (x: Value) => this.apply('Erf', [x], {});
  relu = (x: Value) => this.apply('Relu', [x], {});
  matmul = (a: Value, b: Value) => this.apply('MatMul', [a, b], {});
  equal = (a: Value, b: Value) => this.apply('Equal', [a, b], {});
  greater = (a: Value, b: Value) => this.apply('Greater', [a, b], {});
  where = (condition: Value, a: Value, b: Value) => this.apply('Where', [condition, a, b], {});
  softmax = (x: Value, axis = -1) => this.apply('Softmax', [x], { axis });
  concat = (values: readonly Value[], axis: number) => this.apply('Concat', values, { axis });
  gather = (x: Value, indices: Value, axis: number) => this.apply('Gather', [x, indices], { axis });
  expand = (x: Value, shape: readonly number[]) => this.apply('Expand', [x], { shape });
  squeeze = (x: Value, axes: readonly number[]) => this.apply('Squeeze', [x], { axes });
  unsqueeze = (x: Value, axes: readonly number[]) => this.apply('Unsqueeze', [x], { axes });
  pad = (x: Value, pads: readonly number[]) =>
    pads.every((n) => n === 0) ? x : this.apply('Pad', [x], { pads });

  mul(a: Value, b: Value): Value {
    return this.apply('Mul', [a, b], {});
  }

  /** Times a number; nothing is added for 1. */
  scale(x: Value, factor: number): Value {
    return factor === 1 ? x : this.mul(x, this.scalar(factor));
  }

  layerNormalization(x: Value, weight: Value, bias: Value, epsilon: number): Value {
    return this.apply('LayerNormalization', [x, weight, bias], { epsilon });
  }

  cast(x: Value, to: DType): Value {
    return x.dtype === to ? x : this.apply('Cast', [x], { to });
  }

  slice(x: Value, axis: number, start: number, end: number): Value {
    return this.apply('Slice', [x], { starts: [start], ends: [end], axes: [axis] });
  }

  reduceSum(x: Value, axes: readonly number[], keepdims: 0 | 1 = 1): Value {
    return this.reduce('ReduceSum', x, axes, keepdims);
  }

  reduceMean(x: Value, axes: readonly number[], keepdims: 0 | 1 = 1): Value {
    return this.reduce('ReduceMean', x, axes, keepdims);
  }

  reduceMax(x: Value, axes: readonly number[], keepdims: 0 | 1 = 1): Value {
    return this.reduce('ReduceMax', x, axes, keepdims);
  }

  reshape(x: Value, shape: readonly number[]): Value {
    const result = OPS.Reshape.infer([x], { shape });
    if (sameShape(result.shape, x.shape)) return x;
    return this.apply('Reshape', [x], { shape });
  }

  transpose(x: Value, perm: readonly number[]): Value {
    if (perm.every((axis, i) => axis === i)) return x;
    if (isOp(x, 'Transpose')) {
      const inner = x.source.attributes.perm;
      return this.transpose(
        x.source.inputs[0]!,
        perm.map((axis) => inner[axis]!),
      );
    }
    return this.apply('Transpose', [x], { perm });
  }

  /** Swaps the last two axes. */
  matrixTranspose(x: Value): Value {
    const rank = x.shape.length;
    const perm = Array.from({ length: rank }, (_, axis) => axis);
    [perm[rank - 2], perm[rank - 1]] = [rank - 1, rank - 2];
    return this.transpose(x, perm);
  }

  /** The program that computes the named outputs; what they do not need is left out. */
  graph(name: string, outputs: Readonly<Record<string, Value>>): Graph {
    return extract(name, outputs);
  }

  private reduce(
    op: 'ReduceSum' | 'ReduceMean' | 'ReduceMax',
    x: Value,
    axes: readonly number[],
    keepdims: 0 | 1,
  ): Value {
    return axes.length === 0 ? x : this.apply(op, [x], { axes, keepdims });
  }

  private once(key: string, make: () => Value): Value {
    const found = this.known.get(key);
    if (found) return found;
    const made = make();
    this.known.set(key, made);
    return made;
  }

  private define(name: string, dtype: DType, shape: Shape, source: Input | Initializer | Node): Value {
    if (this.names.has(name)) throw new Error(`The name ${name} is used twice in one graph.`);
    this.names.add(name);
    return { id: this.nextId++, name, dtype, shape, source };
  }
}
