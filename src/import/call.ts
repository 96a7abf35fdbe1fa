import type { GraphBuilder } from '../onnx/builder';
import type { Value } from '../onnx/graph';
import type { DType } from '../tensor/tensor';
import type { PlainAttribute } from '../onnx/proto/model';
import type { Attributes } from './attributes';
import { constant, type Constant } from './fold/constant';
import type { NoteKind } from './notes';
import type { Operand, Operands } from './operand';
import type { PlainType } from './read/elementTypes';
import { Refusal } from './refusal';

/** What the import keeps beside the graph, and what a lowering may change in it. */
export interface Context {
  readonly g: GraphBuilder;
  readonly operands: Operands;
  /** Version of ONNX's own operators. */
  readonly opset: number;
  /** Whether what only tells real from padded pictures may be taken as "all real". */
  readonly allReal: boolean;
  note(kind: NoteKind): void;
  /** Counts an operator that is run as it is. */
  countOpaque(op: string): void;
  /** Stores unpacked weights beside the graph. */
  unpacked(shape: readonly number[], data: Float32Array): Value;
}

/** One node of a file while it is imported: its operator's inputs and attributes, and what a lowering needs. */
export class Call {
  readonly g: GraphBuilder;

  constructor(
    /** As a person would look it up: `Add`, `com.microsoft.Attention`. */
    readonly op: string,
    readonly inputs: readonly (Operand | undefined)[],
    readonly attributes: Attributes,
    /** How many outputs the node has. */
    readonly outputs: number,
    readonly context: Context,
  ) {
    this.g = context.g;
  }

  /** @throws Refusal when the input is left out */
  input(at: number): Operand {
    const operand = this.inputs[at];
    if (operand) return operand;
    throw new Refusal(
      'broken',
      `The operator ${this.op} lacks its input number ${at + 1}; the file is damaged.`,
    );
  }

  value(at: number): Value {
    return this.input(at).value;
  }

  /** Undefined where the input is left out. */
  optional(at: number): Value | undefined {
    return this.inputs[at]?.value;
  }

  shape(at: number): readonly number[] {
    return this.input(at).shape;
  }

  rank(at: number): number {
    return this.input(at).shape.length;
  }

  /** All inputs, where their numbers are known. */
  constants(): readonly Constant[] {
    return this.inputs.flatMap((input) => (input ? [input.constant!] : []));
  }

  /** The numbers of an input that must be known. @throws Refusal when only a run tells them */
  known(at: number, what: string): number[] {
    const numbers = this.input(at).constant;
    if (numbers) return [...numbers.data];
    throw new Refusal(
      'values',
      `${what} of the operator ${this.op} is known only when the model runs, so that its shapes cannot be followed; ` +
        'export the model with fixed lengths.',
    );
  }

  /** As `known`, undefined where the input is left out. */
  knownIfGiven(at: number, what: string): number[] | undefined {
    return this.inputs[at] ? this.known(at, what) : undefined;
  }

  of(value: Value): Operand {
    return this.context.operands.ofValue(value);
  }

  constant(dtype: PlainType, shape: readonly number[], numbers: ArrayLike<number>): Operand {
    return this.ofConstant(constant(dtype, shape, numbers));
  }

  ofConstant(numbers: Constant): Operand {
    return this.context.operands.ofConstant(numbers);
  }

  /** A float32 constant of the graph. */
  floats(shape: readonly number[], numbers: ArrayLike<number>): Value {
    return this.constant('float32', shape, numbers).value;
  }

  /** An operator that runs as it is: it has no gradient, and its type is told here. */
  opaque(
    op: string,
    inputs: readonly (Operand | undefined)[],
    attributes: Readonly<Record<string, PlainAttribute>>,
    dtype: DType,
    shape: readonly number[],
  ): Operand {
    this.context.countOpaque(op);
    const holes = inputs.flatMap((input, at) => (input ? [] : [at]));
    const given = inputs.flatMap((input) => (input ? [input.value] : []));
    return this.of(this.g.apply('Opaque', given, { opType: op, plain: attributes, dtype, shape, holes }));
  }

  /** For a form of an operator that is not known here. */
  refuse(form: string): Refusal {
    return new Refusal(
      'operator',
      `This file uses the operator ${this.op} ${form}, which cannot be explained here; export the model without it.`,
    );
  }
}

/** Takes an operator apart into those of the graph; an output that nobody may want can be undefined. */
export type Lowering = (call: Call) => readonly (Operand | undefined)[];

/** Computes an operator whose inputs are all known; undefined leaves it to the lowering. */
export type Fold = (call: Call, x: readonly Constant[]) => readonly Constant[] | undefined;
