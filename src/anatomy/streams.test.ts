import { describe, expect, it } from 'vitest';
import { firstPart, lengthOf, sameStreams, streamById, streamOf, type Stream } from './streams';

const grid = { rows: 2, cols: 3 };
const joint = streamOf('joint', [
  { kind: 'special', count: 1, label: 'class token' },
  { kind: 'words', count: 4, label: 'words' },
  { kind: 'patches', count: 6, grid, label: 'patches' },
]);
const probe = streamOf('probe', [{ kind: 'queries', count: 1, label: 'probe' }]);

describe('streamOf', () => {
  it('places parts one after another', () => {
    expect(joint.parts).toEqual([
      { kind: 'special', from: 0, to: 1, label: 'class token' },
      { kind: 'words', from: 1, to: 5, label: 'words' },
      { kind: 'patches', from: 5, to: 11, grid, label: 'patches' },
    ]);
  });
});

describe('lengthOf', () => {
  it('counts the tokens of all parts', () => {
    expect([joint, probe, streamOf('none', [])].map(lengthOf)).toEqual([11, 1, 0]);
  });
});

describe('streamById', () => {
  it('finds a stream, or lists those there are', () => {
    expect(streamById([joint, probe], 'probe')).toBe(probe);
    expect(() => streamById([joint, probe], 'image')).toThrow('no stream image; there are joint, probe.');
  });
});

describe('firstPart', () => {
  it('looks through all streams', () => {
    expect(firstPart([joint, probe], 'queries')).toEqual({ stream: probe, part: probe.parts[0] });
    expect(firstPart([joint, probe], 'patches')?.part.from).toBe(5);
    expect(firstPart([joint, probe], 'frames')).toBeUndefined();
  });
});

describe('sameStreams', () => {
  it('compares parts, lengths and grids', () => {
    const other = (change: Partial<Stream['parts'][number]>): Stream[] => [
      { ...joint, parts: [...joint.parts.slice(0, 2), { ...joint.parts[2]!, ...change }] },
      probe,
    ];
    expect(sameStreams([joint, probe], other({}))).toBe(true);
    expect(sameStreams([joint, probe], other({ to: 12 }))).toBe(false);
    expect(sameStreams([joint, probe], other({ grid: { rows: 3, cols: 2 } }))).toBe(false);
    expect(sameStreams([joint, probe], [joint])).toBe(false);
  });

  it('does not mind in which order the fields of a part were written', () => {
    const part = { label: 'probe', to: 1, from: 0, kind: 'queries' } as const;
    expect(sameStreams([probe], [{ parts: [part], id: 'probe' }])).toBe(true);
  });
});
