import { describe, expect, it } from 'vitest';
import { IMPORTANCES } from '../relevance/importance';
import { knownPart } from './known';
import { DOCUMENT, edited } from './testing/documents';

describe('what is known of an explanation', () => {
  it('is all of it, where every method is known, with every importance', () => {
    expect(knownPart(DOCUMENT, 'It')).toEqual({ document: DOCUMENT, leftOut: [] });
    for (const importance of IMPORTANCES) {
      const document = edited((d) => (d.methods[0]!.importance = importance));
      expect(knownPart(document, 'It').leftOut).toEqual([]);
    }
  });

  it('is what remains without those that are not, which are named once', () => {
    const document = edited((d) => {
      const [known] = d.methods;
      const { importance: _, ...bare } = known!;
      d.methods.unshift({ ...bare, id: 'magic' });
      d.methods.push({ ...known!, importance: 'mass' }, { ...known!, importance: 'mass' });
    });
    const { document: known, leftOut } = knownPart(document, 'It');
    expect(known).toEqual(DOCUMENT);
    expect(leftOut).toEqual(['magic', 'weighted by mass']);
  });

  it('must be something', () => {
    const document = edited((d) => {
      for (const method of d.methods) method.id = 'magic';
    });
    expect(() => knownPart(document, '“a.json”')).toThrow(/^“a.json” holds no map .* magic/);
  });
});
