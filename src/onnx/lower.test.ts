import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { evaluate } from './reference/evaluate';
import { lower } from './lower';
import { encodeModel } from './proto/codec';
import { OP_CASES } from '../grad/cases/cases';
import { caseProgram } from '../grad/cases/program';

const ARRAYS = {
  float32: (data: Float64Array) => Float32Array.from(data),
  int32: (data: Float64Array) => Int32Array.from(data),
  bool: (data: Float64Array) => Uint8Array.from(data),
};

describe.each(['all', 'disabled'] as const)(
  'ONNX Runtime agrees with the float64 evaluator, optimisation %s',
  (level) => {
    OP_CASES.forEach((test, number) => {
      it(`${test.op} ${JSON.stringify(test.shapes)} (case ${number})`, async () => {
        const { graph, inputs } = caseProgram(test, number + 1);
        const session = await ort.InferenceSession.create(encodeModel(lower(graph)), {
          graphOptimizationLevel: level,
        });
        const feeds = Object.fromEntries(
          graph.inputs.map(({ name, dtype, shape }) => {
            const type = dtype as keyof typeof ARRAYS;
            return [name, new ort.Tensor(type, ARRAYS[type](inputs[name]!.data), shape as number[])];
          }),
        );
        const actual = await session.run(feeds);
        const expected = evaluate(graph, inputs);
        for (const { name } of graph.outputs) {
          const scale = Math.max(1, ...expected[name]!.data.map(Math.abs));
          expect(actual[name]!.dims).toEqual(expected[name]!.shape);
          (actual[name]!.data as Float32Array).forEach((value, i) =>
            expect(Math.abs(value - expected[name]!.data[i]!) / scale).toBeLessThan(1e-4),
          );
        }
        await session.release();
      });
    });
  },
);
