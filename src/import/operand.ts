import { constantBytes, type Constant, MOST_ELEMENTS } from './fold/constant';
import type { GraphBuilder } from '../onnx/builder';
import type { Value } from '../onnx/graph';
import { sizeOf } from '../tensor/tensor';
import { isFloatType, plainType, type PlainType } from './read/elementTypes';
import { locate, type ModelFiles } from './read/files';
import type { ForeignModel, ForeignTensor } from './read/foreign';
import { tensorNumbers } from './read/tensor';
import { named, Refusal } from './refusal';

/** What a name of the file stands for while it is imported: numbers that are known, a stored weight, or a value. */
export interface Operand {
  readonly dtype: PlainType;
  readonly shape: readonly number[];
  /** Its numbers, where they are known and few enough to compute with. */
  readonly constant: Constant | undefined;
  /** In the graph; the first asking puts it there. */
  readonly value: Value;
  /** Where the file stores it, if it comes from there unchanged. */
  readonly stored: ForeignTensor | undefined;
}

/** Weights beyond these sizes are never computed with: they go from the file to the runtime. */
const MOST_WEIGHTS = 4096;
/** Constants at least this long are left in the file, where they come from there. */
const LEAST_EXTERNAL_BYTES = 1024;
/** Equal constants up to this size are one initializer, so that equal nodes are one node. */
const MOST_SHARED_BYTES = 1024;

/** Makes operands, and through them the graph's constants and weights, each once. */
export class Operands {
  private readonly constants = new Map<string, Value>();
  private readonly weights = new Map<ForeignTensor, Value>();
  private count = 0;
  /** Bytes of weights that the graph refers to. */
  weightBytes = 0;
  hasHalfWeights = false;

  constructor(
    readonly g: GraphBuilder,
    private readonly model: ForeignModel,
    private readonly files: ModelFiles,
    private readonly prefix: string,
  ) {}

  ofValue(value: Value): Operand {
    return {
      dtype: value.dtype as PlainType,
      shape: value.shape as readonly number[],
      constant: undefined,
      value,
      stored: undefined,
    };
  }

  ofConstant(constant: Constant): Operand {
    const make = once(() => this.constantValue(constant));
    return {
      dtype: constant.dtype,
      shape: constant.shape,
      constant,
      get value() {
        return make();
      },
      stored: undefined,
    };
  }

  /** A tensor of the file; nothing of it is read before it is asked for. */
  ofTensor(tensor: ForeignTensor): Operand {
    const { shape } = tensor;
    const type = plainType(tensor.dtype);
    const isSmall = type !== undefined && sizeOf(shape) <= mostNumbers(type);
    const constant = once(() => (isSmall ? this.numbers(tensor) : undefined));
    const value = once(() => this.weightOrConstant(tensor, constant()));
    return {
      get dtype() {
        return knownType(tensor);
      },
      shape,
      get constant() {
        return constant();
      },
      get value() {
        return value();
      },
      stored: tensor,
    };
  }

  /** The bytes of a stored tensor. @throws Refusal when they are missing */
  bytes(tensor: ForeignTensor): Uint8Array {
    return locate(tensor, this.model, this.files).bytes;
  }

  /** Everything that a stored tensor holds, however large. */
  numbers(tensor: ForeignTensor): Constant {
    return {
      dtype: knownType(tensor),
      shape: tensor.shape,
      data: tensorNumbers(tensor.dtype, this.bytes(tensor)),
    };
  }

  /** An initializer of bytes that lie in no file of the model's. */
  besides(
    name: string,
    shape: readonly number[],
    at: { location: string; offset: number; length: number },
  ): Value {
    this.weightBytes += at.length;
    return this.g.initializer(this.name(name), 'float32', shape, { kind: 'external', ...at });
  }

  private weightOrConstant(tensor: ForeignTensor, constant: Constant | undefined): Value {
    const type = knownType(tensor);
    const { bytes, at } = locate(tensor, this.model, this.files);
    if (isHalf(tensor)) this.hasHalfWeights = true;
    const isPlain = tensor.dtype === type;
    if (constant && (bytes.length < LEAST_EXTERNAL_BYTES || !isPlain || at === undefined)) {
      return this.constantValue(constant);
    }
    const found = this.weights.get(tensor);
    if (found) return found;
    this.weightBytes += bytes.length;
    const data = at
      ? ({ kind: 'external', location: at.location, offset: at.offset, length: bytes.length } as const)
      : ({ kind: 'bytes', data: bytes } as const);
    const stored = this.g.initializer(this.name(tensor.name), storedType(tensor), tensor.shape, data);
    const value = this.g.cast(stored, type);
    this.weights.set(tensor, value);
    return value;
  }

  private constantValue(constant: Constant): Value {
    const bytes = constantBytes(constant);
    const isShort = bytes.length <= MOST_SHARED_BYTES;
    const key = isShort ? `${constant.dtype}[${constant.shape.join()}]${bytes.join()}` : '';
    const found = this.constants.get(key);
    if (found) return found;
    const value = this.g.initializer(this.name('constant'), constant.dtype, constant.shape, {
      kind: 'bytes',
      data: bytes,
    });
    if (isShort) this.constants.set(key, value);
    return value;
  }

  /** Names of initializers, unlike every other: the file's own may be the same for several things. */
  private name(name: string): string {
    return `${this.prefix}${name === '' ? 'weight' : name}#${this.count++}`;
  }
}

const isHalf = ({ dtype }: ForeignTensor): boolean => dtype === 'float16' || dtype === 'bfloat16';

/** Types whose bytes the graph takes as they are. */
const STORED = [
  'float32',
  'float64',
  'float16',
  'bfloat16',
  'int32',
  'int64',
  'bool',
  'uint8',
  'int8',
] as const;

function storedType(tensor: ForeignTensor): (typeof STORED)[number] {
  const type = STORED.find((name) => name === tensor.dtype);
  if (type) return type;
  throw new Refusal(
    'element-type',
    `The weights ${named(tensor.name)} have the type ${tensor.dtype}; export the model with float32, float16 or 8-bit weights.`,
  );
}

function mostNumbers(type: PlainType): number {
  return type === 'float32' || type === 'int8' || type === 'uint8' ? MOST_WEIGHTS : MOST_ELEMENTS;
}

function knownType(tensor: ForeignTensor): PlainType {
  const type = plainType(tensor.dtype);
  if (type) return type;
  throw new Refusal(
    'element-type',
    `${named(tensor.name)} has elements of the type ${tensor.dtype}, which the operator that reads it cannot take ` +
      'here; export the model with float32, float16 or 8-bit weights.',
  );
}

export const isFloat = (operand: Operand): boolean => isFloatType(operand.dtype);

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
