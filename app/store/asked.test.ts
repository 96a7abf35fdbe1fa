import { describe, expect, it } from 'vitest';
import { DEFAULT_METHODS } from '../../src/ask/defaults';
import { NOTHING_ASKED, onPage, onWire, servedBy, type PageAsked } from './asked';
import { INFO } from './testing/manualClient';

const asked = (...methods: PageAsked['methods']): PageAsked => ({ ...NOTHING_ASKED, methods });
const weighted = { id: 'weighted' } as const;
const norm = { id: 'weighted', importance: 'norm' } as const;

describe('what is asked on the page', () => {
  it('is asked of the worker once a method', () => {
    expect(onWire(asked(weighted, weighted))).toMatchObject({
      asked: { methods: [weighted] },
      columns: [0, 0],
    });
    expect(onWire(asked(weighted, norm))).toMatchObject({
      asked: { methods: [weighted, norm] },
      columns: [0, 1],
    });
  });

  it('takes two methods from a link or file, or the usual ones', () => {
    const found = (...methods: { id: string }[]) => onPage({ ...NOTHING_ASKED, methods }).methods;
    expect(found()).toEqual(DEFAULT_METHODS);
    expect(found({ id: 'raw' })).toEqual([{ id: 'raw' }, { id: 'raw' }]);
    expect(found({ id: 'raw' }, norm, weighted)).toEqual([{ id: 'raw' }, norm]);
  });

  it('gives way to the usual methods where the model lacks what one of them needs', () => {
    const pair = asked(norm, { id: 'grad-eclip' });
    expect(servedBy(INFO, pair)).toBe(pair);
    const offers = ['attention', 'attention-gradients', 'importance'] as const;
    expect(servedBy({ ...INFO, offers }, pair).methods).toEqual(DEFAULT_METHODS);
  });
});
