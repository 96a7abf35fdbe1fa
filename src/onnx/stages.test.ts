import { describe, expect, it } from 'vitest';
import { GraphBuilder } from './builder';
import type { Graph, Value } from './graph';
import { array64, type Array64 } from './reference/array';
import { evaluate } from './reference/evaluate';
import { splitStages } from './stages';

const numbers = (shape: readonly number[], scale: number) =>
  array64(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => scale * Math.sin(i + scale)),
  );

/** image → exp; question joins it; target joins both. */
function example() {
  const g = new GraphBuilder();
  const [image, question, target] = ['image', 'question', 'target'].map((name) =>
    g.input(name, 'float32', [2, 3]),
  ) as [Value, Value, Value];
  const seen = g.exp(image);
  const turned = g.transpose(seen, [1, 0]); // a cheap view of something from the first stage
  const met = g.matmul(question, turned); // [2, 2]
  const explained = g.add(g.matmul(met, target), g.scale(seen, 2));
  return { g, image, question, target, seen, met, explained };
}

const names = (values: readonly Value[]) => values.map(({ name }) => name);
const ops = ({ nodes }: Graph) => nodes.map(({ source }) => (source.kind === 'node' ? source.op : ''));

describe('splitStages', () => {
  const { g, image, question, target, seen, met, explained } = example();
  const stages = [
    { name: 'vision', inputs: [image] },
    { name: 'answer', inputs: [question] },
    { name: 'explain', inputs: [target] },
  ];
  const [vision, answer, explain] = splitStages(stages, { met, explained }) as [Graph, Graph, Graph];

  it('puts each node into the earliest stage that has its inputs, and computes nothing twice but cheap views', () => {
    expect(ops(vision)).toEqual(['Exp']);
    expect(ops(answer)).toEqual(['Transpose', 'MatMul']);
    expect(ops(explain).sort()).toEqual(['Add', 'MatMul', 'Mul']);
  });

  it('hands values on under their own names', () => {
    expect(vision.outputs).toEqual([{ name: seen.name, value: seen }]);
    expect(names(answer.inputs)).toEqual(['question', seen.name]);
    expect(names(explain.inputs).sort()).toEqual([met.name, 'target', seen.name].sort());
  });

  it('gives what the whole graph gives', () => {
    const inputs = {
      image: numbers([2, 3], 0.3),
      question: numbers([2, 3], 0.5),
      target: numbers([2, 3], 0.7),
    };
    const whole = evaluate(g.graph('whole', { met, explained }), inputs);
    const known: Record<string, Array64> = { ...inputs };
    for (const graph of [vision, answer, explain]) Object.assign(known, evaluate(graph, known));
    for (const name of ['met', 'explained']) expect(known[name]!.data).toEqual(whole[name]!.data);
  });

  it('makes an output that needs early inputs only an output of the early stage', () => {
    const [early, late] = splitStages(stages, { seen, explained }) as [Graph, Graph, Graph];
    expect(early.outputs.map(({ name }) => name)).toContain('seen');
    expect(late.outputs.map(({ name }) => name)).not.toContain('seen');
  });

  it('gives constants to every stage that reads them', () => {
    const h = new GraphBuilder();
    const [a, b] = [h.input('a', 'float32', [2]), h.input('b', 'float32', [2])];
    const weight = h.initializer('w', 'float32', [2], { kind: 'inline', data: new Float32Array([2, 3]) });
    const wide = h.exp(weight);
    const first = h.mul(a, wide);
    const second = h.mul(h.mul(first, b), wide);
    const [one, two] = splitStages(
      [
        { name: 'one', inputs: [a] },
        { name: 'two', inputs: [b] },
      ],
      { second },
    ) as [Graph, Graph];
    expect(names(one.initializers)).toEqual(['w']);
    expect(names(two.initializers)).toEqual(['w']);
    expect(one.outputs.map(({ name }) => name)).toEqual([first.name]);
  });

  it('leaves to the next stage what a stage with `only` does not need', () => {
    const aside = g.exp(question); // of the question alone, but not wanted for `met`
    const outputs = { met, aside, explained };
    const hurried = stages.map((stage) => (stage.name === 'answer' ? { ...stage, only: [met] } : stage));
    const [, quick, last] = splitStages(hurried, outputs) as [Graph, Graph, Graph];
    expect(ops(quick)).toEqual(['Transpose', 'MatMul']);
    expect(last.outputs.map(({ name }) => name).sort()).toEqual(['aside', 'explained']);
    expect(ops(splitStages(stages, outputs)[1]!)).toContain('Exp');
  });

  it('refuses an input that arrives with no stage', () => {
    expect(() => splitStages(stages.slice(0, 2), { explained })).toThrow(
      'The input target belongs to no stage.',
    );
  });
});
