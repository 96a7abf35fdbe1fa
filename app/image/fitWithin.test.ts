import { describe, expect, it } from 'vitest';
import { fitWithin } from './decode';

describe('fitWithin', () => {
  it('shrinks the longer side and keeps the shape', () => {
    expect(fitWithin({ width: 9000, height: 6000 }, 1024)).toEqual({ width: 1024, height: 683 });
  });
  it('never enlarges and never vanishes', () => {
    expect(fitWithin({ width: 10, height: 20 }, 1024)).toEqual({ width: 10, height: 20 });
    expect(fitWithin({ width: 5000, height: 1 }, 1024)).toEqual({ width: 1024, height: 1 });
  });
});
