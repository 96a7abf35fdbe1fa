import { describe, expect, it } from 'vitest';
import { WhylightError } from '../src/tensor/error';
import { told } from './errors';

describe('told', () => {
  it('passes on what was written for a person, and has no details then', () => {
    const error = new WhylightError('bad-input', 'The question is empty: type one.');
    expect(told(error)).toEqual({ code: 'bad-input', message: 'The question is empty: type one.' });
  });

  it.each([
    ['an error of the runtime', new Error('[ShapeInferenceError] node_17 dim 3 != 4'), 'internal'],
    ['a failed allocation', new Error('std::bad_alloc'), 'out-of-memory'],
    [
      'a memory that cannot be had',
      new Error('no available backend: [wasm] RangeError: WebAssembly.Memory(): could not allocate memory'),
      'out-of-memory',
    ],
    ['an array too long', new RangeError('Array buffer allocation failed'), 'out-of-memory'],
  ])('keeps %s apart from the sentence', (_, error, code) => {
    const { message, ...rest } = told(error);
    expect(rest).toEqual({ code, details: error.message });
    expect(message).not.toContain(error.message);
    expect(message).toMatch(/^[A-Z].*try again.*\.$/);
  });
});
