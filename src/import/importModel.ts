import type { GraphBuilder } from '../onnx/builder';
import type { Value } from '../onnx/graph';
import { sizeOf } from '../tensor/tensor';
import type { Context } from './call';
import { constant, type Constant } from './fold/constant';
import { boundConstant, inputType, type InputOptions } from './inputs';
import { NOTES, type Note, type NoteKind } from './notes';
import { Operands } from './operand';
import { type ModelFiles } from './read/files';
import type { ForeignModel } from './read/foreign';
import { named, Refusal } from './refusal';
import { Scope } from './scope';
import { SideFile } from './sideFile';

export interface ImportOptions extends InputOptions {
  /** The model's own file and those beside it, by the names under which a runtime is given them. */
  readonly files: ModelFiles;
  /** Inputs that are values of the same graph: a decoder's `encoder_hidden_states`. */
  readonly bind?: Readonly<Record<string, Value>>;
  /** Inputs that are constants. */
  readonly fixed?: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>
  >;
  /** Only these outputs; all of them where it is left out. */
  readonly outputs?: readonly string[];
  /** In front of all names that the import gives, so that one graph can hold several files. */
  readonly prefix?: string;
  /** Whether everything that tells real pictures from padding says "real": some vision files drop empty pictures. */
  readonly allReal?: boolean;
}

export interface Imported {
  /** Inputs of the program by the file's names; those that nothing needs are there as well. */
  readonly inputs: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
  /** Inputs of the file that became constants. */
  readonly fixed: readonly string[];
  readonly notes: readonly Note[];
  /** Nodes of the file that were needed. */
  readonly nodes: number;
  /** Operators that run as they are, with no gradient, and how often each stands in the graph. */
  readonly opaque: ReadonlyMap<string, number>;
  /** Bytes of weights that the graph refers to, in the file and beside it. */
  readonly weightBytes: number;
  /** Unpacked weights, for the runtime beside the model's own files. */
  readonly unpacked: { readonly location: string; readonly bytes: Uint8Array } | undefined;
}

/**
 * Imports a file into a graph at concrete input shapes. What shapes and constants decide is computed here; composite,
 * fused and quantised operators are taken apart, so that gradient rules apply; floats are float32 throughout. Weights stay
 * where they are: initializers point into the file.
 * @throws Refusal with a reason and a sentence
 */
export function importModel(g: GraphBuilder, model: ForeignModel, options: ImportOptions): Imported {
  const prefix = options.prefix ?? '';
  const operands = new Operands(g, model, options.files, prefix);
  const notes = new Set<NoteKind>();
  const opaque = new Map<string, number>();
  const side = new SideFile(`${options.files.location}.unpacked`);
  const context: Context = {
    g,
    operands,
    opset: model.opset,
    allReal: options.allReal ?? false,
    note: (kind) => notes.add(kind),
    countOpaque: (op) => opaque.set(op, (opaque.get(op) ?? 0) + 1),
    unpacked: (shape, data) => operands.besides('unpacked', shape, side.add(data)),
  };
  const scope = new Scope(context, model.functions);
  const { inputs, fixed } = bindInputs(g, model, options, operands, scope, notes);
  const wanted = options.outputs ?? model.graph.outputs.map(({ name }) => name);
  scope.run(model.graph, wanted);
  const outputs = new Map(wanted.map((name) => [name, scope.read(name, 'the output').value]));
  if (operands.hasHalfWeights) notes.add('half-precision');
  return {
    inputs,
    outputs,
    fixed,
    notes: [...notes].map((kind) => ({ kind, text: NOTES[kind] })),
    nodes: scope.count,
    opaque,
    weightBytes: operands.weightBytes,
    unpacked: side.file(),
  };
}

function bindInputs(
  g: GraphBuilder,
  model: ForeignModel,
  options: ImportOptions,
  operands: Operands,
  scope: Scope,
  notes: Set<NoteKind>,
): Pick<Imported, 'inputs' | 'fixed'> {
  const inputs = new Map<string, Value>();
  const fixed: string[] = [];
  for (const input of model.graph.inputs) {
    const { name } = input;
    const bound = options.bind?.[name];
    if (bound) {
      scope.define(name, operands.ofValue(bound));
      continue;
    }
    const given = options.fixed?.[name];
    const numbers = given ? givenConstant(input, given, options) : boundConstant(input, options);
    if (numbers) {
      scope.define(name, operands.ofConstant(numbers));
      notes.add(sizeOf(numbers.shape) === 0 ? 'empty-cache' : 'fixed-inputs');
      fixed.push(name);
      continue;
    }
    const { dtype, shape } = inputType(input, options);
    const value = g.input(`${options.prefix ?? ''}${name}`, dtype, shape);
    inputs.set(name, value);
    scope.define(name, operands.ofValue(value));
  }
  return { inputs, fixed };
}

function givenConstant(
  input: ForeignModel['graph']['inputs'][number],
  { shape, data }: { readonly shape: readonly number[]; readonly data: ArrayLike<number> },
  options: InputOptions,
): Constant {
  const type = inputType(input, { ...options, shapes: { [input.name]: shape } });
  if (data.length === sizeOf(shape)) return constant(type.dtype, shape, data);
  throw new Refusal('shape', `The ${data.length} numbers for ${named(input.name)} do not fill its shape.`);
}
