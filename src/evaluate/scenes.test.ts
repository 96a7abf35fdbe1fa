import { describe, expect, it } from 'vitest';
import { justification } from './scenes';

describe('patches that justify an answer', () => {
  const coverage = [Float32Array.of(0.5, 0, 0), Float32Array.of(0.25, 1, 0)];
  it('are those of the objects, each once', () => {
    expect(justification({ family: 'relation', objects: [0, 1, 1] }, coverage, 3)).toEqual(
      Float32Array.of(0.75, 1, 0),
    );
    expect(justification({ family: 'existence', objects: [] }, coverage, 3)).toBeNull();
  });
  it('are what no object covers when the background is asked for', () => {
    expect(justification({ family: 'background', objects: [] }, coverage, 3)).toEqual(
      Float32Array.of(0.25, 0, 1),
    );
    expect(justification({ family: 'background', objects: [] }, [], 2)).toEqual(Float32Array.of(1, 1));
  });
});
