import { describe, expect, it } from 'vitest';
import { ATTRIBUTES, type AttributeWriter } from './attributes';
import { GraphBuilder } from './builder';

// What must not compile is checked with the types: an expected error that does not come is an error itself.
describe('attributes', () => {
  it('are written by their ONNX names, those that are inputs left out', () => {
    expect(ATTRIBUTES.Transpose({ perm: [1, 0] })).toEqual({ perm: { type: 'ints', value: [1, 0] } });
    expect(ATTRIBUTES.ReduceSum({ axes: [0], keepdims: 0 })).toEqual({ keepdims: { type: 'int', value: 0 } });
    expect(ATTRIBUTES.Slice({ starts: [0], ends: [1], axes: [0] })).toEqual({});
  });

  it('cannot be forgotten', () => {
    const slice: AttributeWriter<'Slice'> = () => ({});
    // @ts-expect-error `perm` is no input and is not written
    const transpose: AttributeWriter<'Transpose'> = () => ({});
    // @ts-expect-error `axes` is an input, but `keepdims` is not
    const reduction: AttributeWriter<'ReduceSum'> = ({ axes }) => ({ axes: { type: 'ints', value: axes } });
    expect([slice, transpose, reduction]).toHaveLength(3);
  });

  it('have an entry for each operator', () => {
    const { Softmax: _, ...rest } = ATTRIBUTES;
    // @ts-expect-error there is no entry for Softmax
    const table: typeof ATTRIBUTES = rest;
    expect(table).not.toHaveProperty('Softmax');
  });

  it('cannot be given to an operator that has none', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [2]);
    // @ts-expect-error Exp has no attributes
    expect(() => g.apply('Exp', [x], { axis: 0 })).not.toThrow();
  });
});
