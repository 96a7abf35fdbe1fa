import { gradients } from '../../grad/gradients';
import { sizeOf } from '../../tensor/tensor';
import { GraphBuilder } from '../builder';
import type { Graph, Value } from '../graph';
import { array64, type Array64 } from '../reference/array';
import type { OpCase } from './cases';

/** Seeded uniform numbers (mulberry32), so that a failing test fails again. */
export function seededUniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A case as a program with outputs `y` and the gradients `d0`, `d1`, … of Σ ct ⊙ y, and inputs for it. */
export function caseProgram(
  test: OpCase,
  seed: number,
): { graph: Graph; inputs: Record<string, Array64>; free: string[] } {
  const g = new GraphBuilder();
  const uniform = seededUniform(seed);
  const inputs: Record<string, Array64> = {};
  const x = test.shapes.map((shape, i): Value => {
    const fixed = test.fixed?.[i];
    const name = `x${i}`;
    inputs[name] = fixed
      ? array64(shape, fixed.data)
      : array64(
          shape,
          Array.from({ length: sizeOf(shape) }, () => (test.positive ? 0.5 + uniform() : 4 * uniform() - 2)),
        );
    return g.input(name, fixed?.dtype ?? 'float32', shape);
  });
  const y = test.build(g, x);
  const ct = g.input('ct', y.dtype, y.shape);
  inputs.ct = array64(
    y.shape as number[],
    Array.from({ length: sizeOf(y.shape as number[]) }, () => 2 * uniform() - 1),
  );
  const targets = x.filter((_, i) => !test.fixed?.[i]);
  const found = gradients(g, [{ value: y, ct }], targets);
  const outputs: Record<string, Value> = { y };
  targets.forEach((target, i) => {
    if (found[i]) outputs[`d${target.name}`] = found[i];
  });
  return { graph: g.graph(test.op, outputs), inputs, free: targets.map((target) => target.name) };
}
