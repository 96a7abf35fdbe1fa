import { Attributes } from './attributes';
import { Call, type Context } from './call';
import { TooLarge } from './fold/constant';
import { FOLDS } from './fold/table';
import { LOWERINGS } from './lower/table';
import type { Operand } from './operand';
import { orderedNodes } from './order';
import {
  functionKey,
  type ForeignAttribute,
  type ForeignFunction,
  type ForeignGraph,
  type ForeignNode,
} from './read/foreign';
import { isKnownDomain } from './read/readOnnx';
import { named, Refusal, shapeText } from './refusal';
import { REFUSED } from './refused';
import { shortened } from '../tensor/quote';

/** Functions that call functions, and branches within branches; published files have two or three levels. */
const MOST_LEVELS = 16;

/** Names of a graph and what they stand for; a branch sees those around it, a function's body does not. */
export class Scope {
  private readonly names = new Map<string, Operand>();
  /** Outputs that an operator gives and the import does not, with that operator. */
  private readonly missing = new Map<string, string>();
  /** Nodes imported, here and in branches and functions. */
  count = 0;

  constructor(
    private readonly context: Context,
    private readonly functions: ReadonlyMap<string, ForeignFunction>,
    private readonly outer?: Scope,
    private readonly level = 0,
  ) {
    if (level > MOST_LEVELS)
      throw new Refusal('broken', 'The functions of this file call each other without end.');
  }

  define(name: string, operand: Operand): void {
    this.names.set(name, operand);
  }

  /** @throws Refusal when nothing of that name is defined */
  read(name: string, reader: string): Operand {
    const found = this.find(name);
    if (found) return found;
    const op = this.missing.get(name);
    if (op !== undefined) {
      throw new Refusal(
        'operator',
        `This file uses a further output of the operator ${op}, which cannot be explained here; export it without.`,
      );
    }
    throw new Refusal(
      'broken',
      `${reader} reads ${named(name)}, which nothing in this file defines; the file is damaged.`,
    );
  }

  private find(name: string): Operand | undefined {
    return this.names.get(name) ?? this.outer?.find(name);
  }

  /** Imports what the wanted names of a graph need. */
  run(graph: ForeignGraph, wanted: readonly string[]): void {
    for (const [name, tensor] of graph.initializers)
      this.define(name, this.context.operands.ofTensor(tensor));
    this.runNodes(graph.nodes, wanted);
  }

  private runNodes(nodes: readonly ForeignNode[], wanted: readonly string[]): void {
    for (const node of orderedNodes(nodes, wanted)) {
      this.count++;
      const inputs = node.inputs.map((name) =>
        name === '' ? undefined : this.read(name, `The operator ${shortened(node.op, 40)}`),
      );
      const outputs = this.node(node, inputs);
      node.outputs.forEach((name, at) => {
        const output = outputs[at];
        if (output) this.define(name, output);
        else this.missing.set(name, shortened(node.op, 40));
      });
    }
  }

  private node(
    node: ForeignNode,
    inputs: readonly (Operand | undefined)[],
  ): readonly (Operand | undefined)[] {
    const own = this.functions.get(functionKey(node.domain, node.op));
    if (own) return this.callFunction(own, node, inputs);
    if (node.op === 'If' && node.domain === '') return this.branch(node, inputs[0]);
    const op = fullName(node);
    const call = new Call(op, inputs, new Attributes(node.attributes, op), node.outputs.length, this.context);
    try {
      return folded(call) ?? lowered(call, node);
    } catch (error) {
      // A sentence already, or a defect of ours.
      if (error instanceof Refusal || error instanceof TypeError) throw error;
      throw describe(error, call);
    }
  }

  /** The branch that a constant condition chooses stands for the node. */
  private branch(node: ForeignNode, condition: Operand | undefined): readonly (Operand | undefined)[] {
    const chosen = condition?.constant?.data[0];
    if (chosen === undefined) {
      throw new Refusal(
        'values',
        'This file branches (If) on what is known only when it runs; export the model without branches.',
      );
    }
    const graph = new Attributes(node.attributes, 'If').graph(chosen ? 'then_branch' : 'else_branch');
    const inner = new Scope(this.context, this.functions, this, this.level + 1);
    const names = graph.outputs.map(({ name }) => name);
    inner.run(graph, names);
    this.count += inner.count;
    return names.map((name) => inner.read(name, 'A branch'));
  }

  private callFunction(
    { inputs: names, outputs, nodes, defaults }: ForeignFunction,
    node: ForeignNode,
    inputs: readonly (Operand | undefined)[],
  ): readonly (Operand | undefined)[] {
    const inner = new Scope(this.context, this.functions, undefined, this.level + 1);
    names.forEach((name, at) => {
      const operand = inputs[at];
      if (operand) inner.define(name, operand);
    });
    const given = new Map([...defaults, ...node.attributes]);
    // An input that the caller leaves out is one that the body's nodes leave out.
    const missing = new Set(names.filter((_, at) => !inputs[at]));
    inner.runNodes(
      nodes.map((inside) => ({
        ...inside,
        inputs: inside.inputs.map((name) => (missing.has(name) ? '' : name)),
        attributes: resolved(inside.attributes, given),
      })),
      outputs,
    );
    this.count += inner.count;
    return outputs.map((name) => inner.read(name, 'A function'));
  }
}

/** Attributes of a body's node, with those of the caller where it refers to them. */
function resolved(
  attributes: ReadonlyMap<string, ForeignAttribute>,
  given: ReadonlyMap<string, ForeignAttribute>,
): Map<string, ForeignAttribute> {
  const result = new Map<string, ForeignAttribute>();
  for (const [name, attribute] of attributes) {
    if (attribute.kind !== 'reference') result.set(name, attribute);
    else {
      const value = given.get(attribute.value);
      if (value) result.set(name, value);
    }
  }
  return result;
}

const fullName = ({ op, domain }: ForeignNode): string => (domain === '' ? op : `${domain}.${op}`);

function folded(call: Call): readonly Operand[] | undefined {
  const fold = Object.hasOwn(FOLDS, call.op) ? FOLDS[call.op] : undefined;
  if (!fold || call.inputs.some((input) => input && !input.constant)) return undefined;
  try {
    return fold(call, call.constants())?.map((constant) => call.ofConstant(constant));
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

function lowered(call: Call, node: ForeignNode): readonly (Operand | undefined)[] {
  const lowering = Object.hasOwn(LOWERINGS, call.op) ? LOWERINGS[call.op] : undefined;
  if (lowering) return lowering(call);
  const name = shortened(call.op, 60);
  const known = Object.hasOwn(REFUSED, call.op) ? REFUSED[call.op] : undefined;
  if (known) throw new Refusal(known.reason, `This file uses the operator ${name}: ${known.sentence}`);
  if (!isKnownDomain(node.domain)) {
    throw new Refusal(
      'domain',
      `This file uses the operator ${name} of a vendor that is not known here; export the model with ONNX's own operators.`,
    );
  }
  throw new Refusal(
    'operator',
    `This file uses the operator ${name}, which cannot be explained here; export the model without it.`,
  );
}

/** What an operator's own checks say, with the shapes that it was given. */
function describe(error: unknown, call: Call): Refusal {
  const shapes = call.inputs.map((input) => (input ? shapeText(input.shape) : 'nothing')).slice(0, 6);
  const said = error instanceof Error ? shortened(error.message, 200) : String(error);
  return new Refusal(
    error instanceof TooLarge ? 'size' : 'shape',
    `The operator ${shortened(call.op, 60)} cannot take inputs of the shapes ${shapes.join(', ')} (${said}); choose input ` +
      'shapes that the model was made for.',
    { cause: error },
  );
}
