import { describe, expect, it } from 'vitest';
import { chooseMethods, methodNames } from './choose';

describe('chooseMethods', () => {
  it('takes each id once, and those that weigh tokens once for each importance', () => {
    expect(chooseMethods(['weighted', 'equal', 'weighted'], ['norm', 'mixing', 'norm'])).toEqual([
      { id: 'weighted', importance: 'norm' },
      { id: 'weighted', importance: 'mixing' },
      { id: 'equal' },
    ]);
    // The model's own importance.
    expect(chooseMethods(['weighted', 'raw'])).toEqual([{ id: 'weighted' }, { id: 'raw' }]);
  });

  it('says what it does not know, or what a model does not give', () => {
    expect(() => chooseMethods([])).toThrow('No method is named');
    expect(() => chooseMethods(['saliency'])).toThrow('There is no method "saliency"; choose from equal,');
    expect(() => chooseMethods(['equal'], ['size'])).toThrow(
      'There is no importance "size"; choose from norm, norm-ln, gradient, mixing.',
    );
    expect(() => chooseMethods(['raw', 'grad-eclip'], [], ['attention'])).toThrow('Method grad-eclip needs');
  });
});

describe('methodNames', () => {
  it('names the importance only where an id occurs more than once', () => {
    const methods = chooseMethods(['weighted', 'equal'], ['norm', 'mixing']);
    expect(methodNames(methods)).toEqual(['weighted-norm', 'weighted-mixing', 'equal']);
    expect(methodNames(chooseMethods(['weighted', 'convex'], ['norm']))).toEqual(['weighted', 'convex']);
  });
});
