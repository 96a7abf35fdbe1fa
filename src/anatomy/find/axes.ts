/**
 * Tokens of every axis of every value of a graph, by abstract interpretation: each operator says what becomes of its
 * inputs' axes.
 */
import { isNode, type Graph, type Value } from '../../onnx/graph';
import type { OpAttributes, OpType } from '../../onnx/ops';
import { normalizeAxis } from '../../onnx/shape';
import { regroup } from './regroup';
import { Tokens, type Axis, type Ids, type OriginKind } from './tokens';

/** What is known of a graph's axes. */
export interface TracedAxes {
  readonly tokens: Tokens;
  /** One a dimension of the value. */
  of(value: Value): readonly Axis[];
  /** Depends on no input. */
  isConstant(value: Value): boolean;
  /** Runs over several tokens that depend on an input. */
  isStrong(axis: Axis | undefined): boolean;
  /** Integers that a constant value holds, where the graph itself holds them. */
  numbers(value: Value): readonly number[] | undefined;
}

interface Context<K extends OpType = OpType> {
  readonly op: K;
  readonly value: Value;
  readonly inputs: readonly Value[];
  readonly attributes: OpAttributes[K];
  readonly trace: Trace;
}

type Transfer<K extends OpType> = (context: Context<K>) => readonly Axis[];

/** @returns what the axes of every value of the graph are made of */
export function traceAxes(graph: Graph): TracedAxes {
  return new Trace(graph);
}

class Trace implements TracedAxes {
  readonly tokens = new Tokens();
  private readonly axes = new Map<Value, readonly Axis[]>();
  private readonly constants = new Map<Value, boolean>();
  private readonly columns = new Map<Value, Ids>();

  constructor(graph: Graph) {
    for (const value of graph.inputs) {
      this.constants.set(value, false);
      this.axes.set(
        value,
        dims(value).map((size, axis) =>
          this.fresh(value, axis, axis === 0 && size === 1 ? 'batch' : 'input'),
        ),
      );
    }
    for (const value of graph.initializers) {
      this.constants.set(value, true);
      this.axes.set(
        value,
        dims(value).map((_, axis) => this.fresh(value, axis, 'constant')),
      );
    }
    for (const value of graph.nodes) {
      if (!isNode(value)) continue;
      const { op, inputs, attributes } = value.source;
      this.constants.set(
        value,
        inputs.every((input) => this.isConstant(input)),
      );
      const transfer = TRANSFERS[op] as Transfer<OpType>;
      this.axes.set(value, transfer({ op, value, inputs, attributes, trace: this }));
    }
  }

  of(value: Value): readonly Axis[] {
    return this.axes.get(value)!;
  }

  isConstant(value: Value): boolean {
    return this.constants.get(value) ?? false;
  }

  numbers(value: Value): readonly number[] | undefined {
    const { source, dtype } = value;
    if (source.kind !== 'initializer') return undefined;
    if (source.data.kind === 'inline') return Array.from(source.data.data);
    if (source.data.kind !== 'bytes') return undefined;
    // A copy: the bytes of a file lie at any offset.
    const { buffer, byteLength } = new Uint8Array(source.data.data);
    if (dtype === 'int64') return Array.from(new BigInt64Array(buffer, 0, byteLength / 8), Number);
    if (dtype === 'int32') return [...new Int32Array(buffer, 0, byteLength / 4)];
    return undefined;
  }

  /** An axis of new tokens of a value. */
  fresh(value: Value, axis: number, kind: OriginKind, from: readonly Ids[] = []): Axis {
    const size = dims(value)[axis]!;
    return [{ size, ids: this.made(value, axis, kind, size, from) }];
  }

  made(value: Value, axis: number, kind: OriginKind, count: number, from: readonly Ids[] = []): Ids {
    const isConstant =
      this.isConstant(value) || kind === 'features' || kind === 'copies' || kind === 'padding';
    return this.tokens.make(count, { kind, value: value.name, axis, from, isConstant });
  }

  /** Features that a weight's columns make: the same wherever the weight is used. */
  features(weight: Value, axis: number, count = dims(weight)[axis]!): Axis {
    let ids = this.columns.get(weight);
    if (ids?.length !== count) {
      ids = this.made(weight, axis, 'features', count);
      this.columns.set(weight, ids);
    }
    return [{ size: count, ids }];
  }

  /** Axes of what broadcasting makes of several operands. */
  merged(
    operands: readonly (readonly [readonly Axis[], readonly number[]])[],
    shape: readonly number[],
  ): Axis[] {
    return shape.map((size, n) =>
      this.mergedAxis(
        operands.flatMap(([axes, sizes]) => {
          const at = n - shape.length + sizes.length;
          return at >= 0 && sizes[at] === size ? [axes[at]!] : [];
        }),
        size,
      ),
    );
  }

  /** One axis of several operands: what an input made wins over what constants made, and all of one strength are one. */
  mergedAxis(candidates: readonly Axis[], size: number): Axis {
    const known = candidates.flatMap((axis) => {
      const ids = this.tokens.whole(axis);
      return ids ? [{ axis, ids }] : [];
    });
    const strong = known.filter(({ ids }) => this.tokens.isStrong(ids));
    const [first, ...rest] = strong.length > 0 ? strong : known;
    if (!first) return [];
    // Two axes of one position need not be the same one: batch and token look alike.
    if (size > 1)
      for (const { ids } of rest) if (ids.length === first.ids.length) this.tokens.unite(first.ids, ids);
    return first.axis;
  }

  /** Tokens of an axis as one list; new ones where nothing is known. */
  listed(value: Value, axis: number): Ids {
    const size = dims(value)[axis]!;
    const ids = this.tokens.whole(this.of(value)[axis]!);
    return ids?.length === size
      ? ids
      : this.made(value, axis, this.isConstant(value) ? 'constant' : 'reduced', size);
  }

  isStrong(axis: Axis | undefined): boolean {
    const ids = axis && this.tokens.whole(axis);
    return ids !== undefined && ids.length > 1 && this.tokens.isStrong(ids);
  }
}

const dims = (value: Value): readonly number[] => value.shape as readonly number[];

const sameAxes: Transfer<OpType> = ({ inputs, trace }) => trace.of(inputs[0]!);

const broadcast: Transfer<OpType> = ({ value, inputs, trace }) =>
  trace.merged(
    inputs.map((input) => [trace.of(input), dims(input)] as const),
    dims(value),
  );

const reshape: Transfer<OpType> = ({ value, inputs, trace }) =>
  regroup(trace.tokens, trace.of(inputs[0]!), dims(value), (count) =>
    trace.made(value, 0, trace.isConstant(value) ? 'constant' : 'unknown', count),
  );

const reduce: Transfer<'ReduceMax' | 'ReduceMean' | 'ReduceSum'> = ({ inputs, attributes, trace }) => {
  const [x] = inputs as [Value];
  const reduced = attributes.axes.map((axis) => normalizeAxis(axis, x.shape.length, 'Reduce'));
  return trace.of(x).flatMap((axis, n) => (reduced.includes(n) ? (attributes.keepdims ? [[]] : []) : [axis]));
};

/** An axis of some of the positions of another. */
const picked = (ids: Ids, places: readonly number[]): Axis => [
  {
    size: places.length,
    ids: Int32Array.from(places, (place) => ids[place < 0 ? place + ids.length : place]!),
  },
];

const slice: Transfer<'Slice'> = ({ value, inputs, attributes, trace }) => {
  const [x] = inputs as [Value];
  const axes = [...trace.of(x)];
  attributes.axes.forEach((axis, n) => {
    const at = normalizeAxis(axis, axes.length, 'Slice');
    const [size, count] = [dims(x)[at]!, dims(value)[at]!];
    const step = (attributes as { steps?: readonly number[] }).steps?.[n] ?? 1;
    if (size === count && step === 1) return;
    const given = attributes.starts[n]!;
    const start = Math.min(Math.max(given < 0 ? given + size : given, 0), step < 0 ? size - 1 : size);
    const ids = trace.listed(x, at);
    axes[at] = picked(
      ids,
      Array.from({ length: count }, (_, place) => start + place * step),
    );
  });
  return axes;
};

const concat: Transfer<'Concat'> = ({ value, inputs, attributes, trace }) => {
  const at = normalizeAxis(attributes.axis, value.shape.length, 'Concat');
  return dims(value).map((size, axis) => {
    if (axis !== at)
      return trace.mergedAxis(
        inputs.map((input) => trace.of(input)[axis]!),
        size,
      );
    const parts = inputs.filter((input) => dims(input)[axis]! > 0);
    if (parts.length === 1) return trace.of(parts[0]!)[axis]!;
    const ids = new Int32Array(size);
    let place = 0;
    for (const part of parts) {
      const some = trace.listed(part, axis);
      ids.set(some, place);
      place += some.length;
    }
    return [{ size, ids }];
  });
};

const pad: Transfer<'Pad'> = ({ value, inputs, attributes: { pads }, trace }) => {
  const [x] = inputs as [Value];
  const rank = x.shape.length;
  return trace.of(x).map((axis, n) => {
    const [before, after] = [pads[n]!, pads[n + rank]!];
    if (before === 0 && after === 0) return axis;
    const kept = trace.listed(x, n);
    const from = Math.max(0, -before);
    const ids = [
      ...trace.made(value, n, 'padding', Math.max(0, before)),
      ...kept.subarray(from, kept.length + Math.min(0, after)),
      ...trace.made(value, n, 'padding', Math.max(0, after)),
    ];
    return [{ size: ids.length, ids: Int32Array.from(ids) }];
  });
};

const gather: Transfer<'Gather'> = ({ value, inputs, attributes, trace }) => {
  const [x, indices] = inputs as [Value, Value];
  const at = normalizeAxis(attributes.axis, x.shape.length, 'Gather');
  const axes = trace.of(x);
  const places = indices.shape.length === 1 ? trace.numbers(indices) : undefined;
  const made = (): readonly Axis[] => {
    if (places) return [picked(trace.listed(x, at), places)];
    // Rows of a table: what they stand for is what the indices do. Rows of tokens: nobody knows which.
    if (!trace.isStrong(axes[at])) return trace.of(indices);
    return dims(indices).map((size, n) =>
      size === 1 ? [] : trace.fresh(value, at + n, 'chosen', [trace.listed(x, at)]),
    );
  };
  return [...axes.slice(0, at), ...made(), ...axes.slice(at + 1)];
};

/** Only the axis along which is picked changes; what is picked there from tokens, nobody knows. */
const gatherElements: Transfer<'GatherElements'> = ({ value, inputs, attributes, trace }) => {
  const [x, indices] = inputs as [Value, Value];
  const at = normalizeAxis(attributes.axis, x.shape.length, 'GatherElements');
  return dims(value).map((size, axis) => {
    if (axis === at) {
      const isChosen = trace.isStrong(trace.of(x)[axis]);
      return trace.fresh(value, axis, isChosen ? 'chosen' : 'constant');
    }
    const sources = [x, indices].filter((one) => dims(one)[axis] === size);
    return trace.mergedAxis(
      sources.map((one) => trace.of(one)[axis]!),
      size,
    );
  });
};

const expand: Transfer<'Expand'> = ({ value, inputs, trace }) => {
  const [x] = inputs as [Value];
  const added = value.shape.length - x.shape.length;
  return dims(value).map((size, axis) =>
    axis >= added && dims(x)[axis - added] === size
      ? trace.of(x)[axis - added]!
      : trace.fresh(value, axis, 'copies'),
  );
};

const matmul: Transfer<'MatMul'> = ({ value, inputs, trace }) => {
  const [a, b] = inputs as [Value, Value];
  const [left, right] = [trace.of(a), trace.of(b)];
  const lead = trace.merged(
    [
      [left.slice(0, -2), dims(a).slice(0, -2)],
      [right.slice(0, -2), dims(b).slice(0, -2)],
    ],
    dims(value).slice(
      0,
      Math.max(0, value.shape.length - 2 + (a.shape.length < 2 ? 1 : 0) + (b.shape.length < 2 ? 1 : 0)),
    ),
  );
  const rows = (): readonly Axis[] => {
    if (a.shape.length < 2) return [];
    const contracted = right.at(b.shape.length < 2 ? -1 : -2);
    // A constant that sums over tokens makes tokens of its own.
    if (trace.isConstant(a) && !trace.isConstant(b) && trace.isStrong(contracted))
      return [trace.fresh(value, value.shape.length - 2, 'mixture', [trace.tokens.whole(contracted!)!])];
    return [left.at(-2)!];
  };
  const columns = (): readonly Axis[] => {
    if (b.shape.length < 2) return [];
    return [
      trace.isConstant(b) && !trace.isConstant(a) ? trace.features(b, b.shape.length - 1) : right.at(-1)!,
    ];
  };
  return [...lead, ...rows(), ...columns()];
};

/** The window of one position moves nothing; any other makes tokens of its own. */
const convolution: Transfer<'Conv' | 'ConvTranspose'> = ({ op, value, inputs, attributes, trace }) => {
  const [x, weight] = inputs as [Value, Value];
  const { strides, pads } = attributes;
  return dims(value).map((_, axis): Axis => {
    const before = trace.of(x)[axis]!;
    if (axis === 0) return before;
    if (axis === 1) return trace.features(weight, op === 'Conv' ? 0 : 1, dims(value)[1]);
    const isPoint = dims(weight)[axis] === 1 && strides[axis - 2] === 1 && pads.every((side) => side === 0);
    if (isPoint) return before;
    const from = trace.tokens.whole(before);
    return trace.fresh(value, axis, 'convolution', from ? [from] : []);
  });
};

/** An operator that is run as it is: what has kept its place and size is taken for the same. */
const opaque: Transfer<'Opaque'> = ({ value, inputs, attributes, trace }) => {
  const [x] = inputs;
  const isPool = attributes.opType.endsWith('Pool');
  return dims(value).map((size, axis) => {
    const before = x?.shape.length === value.shape.length ? trace.of(x)[axis]! : undefined;
    if (before && dims(x!)[axis] === size) return before;
    const from = before && trace.tokens.whole(before);
    return trace.fresh(
      value,
      axis,
      trace.isConstant(value) ? 'constant' : isPool ? 'convolution' : 'unknown',
      from ? [from] : [],
    );
  });
};

const TRANSFERS: { readonly [K in OpType]: Transfer<K> } = {
  Abs: sameAxes,
  Add: broadcast,
  Cast: sameAxes,
  Concat: concat,
  Conv: convolution,
  ConvTranspose: convolution,
  Div: broadcast,
  Equal: broadcast,
  Erf: sameAxes,
  Exp: sameAxes,
  Expand: expand,
  Gather: gather,
  GatherElements: gatherElements,
  Greater: broadcast,
  LayerNormalization: sameAxes,
  Log: sameAxes,
  MatMul: matmul,
  Mul: broadcast,
  Neg: sameAxes,
  Opaque: opaque,
  Pad: pad,
  Reciprocal: sameAxes,
  ReduceMax: reduce,
  ReduceMean: reduce,
  ReduceSum: reduce,
  Relu: sameAxes,
  Reshape: reshape,
  ScatterElements: sameAxes,
  Sigmoid: sameAxes,
  Slice: slice,
  Softmax: sameAxes,
  Sqrt: sameAxes,
  Squeeze: ({ inputs, attributes, trace }) => {
    const [x] = inputs as [Value];
    const dropped = attributes.axes.map((axis) => normalizeAxis(axis, x.shape.length, 'Squeeze'));
    return trace.of(x).filter((_, axis) => !dropped.includes(axis));
  },
  Sub: broadcast,
  Tanh: sameAxes,
  Transpose: ({ inputs, attributes, trace }) => attributes.perm.map((axis) => trace.of(inputs[0]!)[axis]!),
  Unsqueeze: ({ value, inputs, attributes, trace }) => {
    const added = attributes.axes.map((axis) => normalizeAxis(axis, value.shape.length, 'Unsqueeze'));
    const rest = [...trace.of(inputs[0]!)];
    return dims(value).map((_, axis) => (added.includes(axis) ? [] : rest.shift()!));
  },
  Where: broadcast,
};
