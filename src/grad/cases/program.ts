import { GraphBuilder } from '../../onnx/builder';
import type { Graph, Value } from '../../onnx/graph';
import type { OpType } from '../../onnx/ops';
import { array64, type Array64 } from '../../onnx/reference/array';
import { sizeOf } from '../../tensor/tensor';
import { gradients } from '../gradients';
import { OP_CASES, type OpCase } from './cases';

/** Seeded uniform numbers (mulberry32), so that what fails once fails again. */
export function seededUniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A program with numbers to feed it; `free` names the inputs that have gradients. */
export interface CaseProgram {
  readonly graph: Graph;
  readonly inputs: Record<string, Array64>;
  readonly free: readonly string[];
}

/** A case as a program with outputs `y` and the gradients `d x0`, `d x1`, … of Σ ct ⊙ y, and inputs for it. */
export function caseProgram(test: OpCase, seed: number): CaseProgram {
  const g = new GraphBuilder();
  const { outputs, inputs, free } = addCase(g, test, seed, '');
  return { graph: g.graph(test.op, outputs), inputs, free };
}

/** Operators that only files of others bring: not every backend has a kernel of its own for them. */
const FOREIGN: ReadonlySet<OpType> = new Set(['Conv', 'ConvTranspose', 'GatherElements', 'ScatterElements']);

/**
 * All cases of the project's own models in one program: what a backend must get right before it is trusted. Names are
 * `CASE.NAME`.
 */
export function allCases(): CaseProgram {
  const g = new GraphBuilder();
  const own = OP_CASES.filter(({ op }) => !FOREIGN.has(op));
  const parts = own.map((test, number) => addCase(g, test, number + 1, `${number}.`));
  return {
    graph: g.graph(
      'every operator',
      Object.assign({}, ...parts.map(({ outputs }) => outputs)) as Record<string, Value>,
    ),
    inputs: Object.assign({}, ...parts.map(({ inputs }) => inputs)) as Record<string, Array64>,
    free: parts.flatMap(({ free }) => free),
  };
}

function addCase(g: GraphBuilder, test: OpCase, seed: number, prefix: string) {
  const uniform = seededUniform(seed);
  const inputs: Record<string, Array64> = {};
  const draw = (shape: readonly number[], low: number, high: number) =>
    array64(
      shape,
      Array.from({ length: sizeOf(shape) }, () => low + (high - low) * uniform()),
    );
  const x = test.shapes.map((shape, i): Value => {
    const fixed = test.fixed?.[i];
    const name = `${prefix}x${i}`;
    inputs[name] = fixed
      ? array64(shape, fixed.data)
      : test.positive
        ? draw(shape, 0.5, 1.5)
        : draw(shape, -2, 2);
    return g.input(name, fixed?.dtype ?? 'float32', shape);
  });
  const y = test.build(g, x);
  const ct = g.input(`${prefix}ct`, y.dtype, y.shape);
  inputs[ct.name] = draw(y.shape as number[], -1, 1);
  const targets = x.filter((_, i) => !test.fixed?.[i]);
  const found = gradients(g, [{ value: y, ct }], targets);
  const outputs: Record<string, Value> = { [`${prefix}y`]: y };
  targets.forEach((target, i) => {
    if (found[i]) outputs[`d ${target.name}`] = found[i];
  });
  return { outputs, inputs, free: targets.map(({ name }) => name) };
}
