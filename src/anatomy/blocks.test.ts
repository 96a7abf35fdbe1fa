import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockName, START, withVersions, type BlockPlace } from './blocks';

/** A block in which `query` reads `key`. */
const block = (query: string, key: string, together?: string): BlockPlace => ({
  kind: `${query}.${key}`,
  section: '',
  layer: 0,
  heads: 1,
  query,
  key,
  depth: null,
  ...(together === undefined ? {} : { together }),
});
const versions = (...places: BlockPlace[]) =>
  withVersions(places).map(({ queryVersion, keyVersion }) => [queryVersion, keyVersion]);

describe('withVersions', () => {
  it('lets blocks read what was there before them', () => {
    expect(versions(block('text', 'text'), block('text', 'text'), block('image', 'image'))).toEqual([
      [START, START],
      [0, 0],
      [START, START],
    ]);
  });

  it('lets both directions of a co-attention layer read the state before the layer', () => {
    const [to, back] = [block('text', 'image', 'one'), block('image', 'text', 'one')];
    expect(versions(to, back, { ...to, together: 'two' }, { ...back, together: 'two' })).toEqual([
      [START, START],
      [START, START],
      [0, 1],
      [1, 0],
    ]);
  });

  it('lets the second direction see the first where they run one after the other', () => {
    expect(versions(block('text', 'image'), block('image', 'text'))).toEqual([
      [START, START],
      [START, 0],
    ]);
  });

  it('lets every layer of a decoder read the end of its encoder', () => {
    const layer = [block('answer', 'answer'), block('answer', 'source')];
    expect(versions(block('source', 'source'), block('source', 'source'), ...layer, ...layer)).toEqual([
      [START, START],
      [0, 0],
      [START, START],
      [2, 1],
      [3, 3],
      [4, 1],
    ]);
  });

  it('lets a probe read the end of the tokens that it pools', () => {
    const pooling: BlockPlace = { ...block('probe', 'image'), pooling: true };
    expect(versions(block('image', 'image'), pooling)).toEqual([
      [START, START],
      [START, 0],
    ]);
  });

  it('keeps what else is known of a block, and nothing of how it was run', () => {
    expect(withVersions([{ ...block('text', 'image', 'one'), depth: 2 }])).toEqual([
      { ...block('text', 'image'), depth: 2, queryVersion: START, keyVersion: START },
    ]);
  });

  /** Versions as groups meant them: the last block before the own group that updated the stream. */
  function byGroups(places: readonly { query: string; key: string; group: number }[]): number[][] {
    return places.map(({ query, key, group }) => {
      const latest = (stream: string) =>
        places.findLastIndex((other) => other.group < group && other.query === stream);
      return [latest(query), latest(key)];
    });
  }

  it('means by `together` what neighbours of one group were', () => {
    const stream = fc.constantFrom('text', 'image');
    const layers = fc.array(fc.constantFrom('co-attention', 'text first', 'image first', 'self'), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(layers, fc.array(stream, { minLength: 8, maxLength: 8 }), (kinds, own) => {
        const places = kinds.flatMap((kind, group) => {
          const [a, b] = [
            { query: 'text', key: 'image' },
            { query: 'image', key: 'text' },
          ] as const;
          if (kind === 'self') return [{ query: own[group]!, key: own[group]!, group }];
          if (kind === 'co-attention') return [a, b].map((ends) => ({ ...ends, group }));
          // One after the other: groups of their own.
          return (kind === 'text first' ? [a, b] : [b, a]).map((ends, n) => ({
            ...ends,
            group: group + n / 2,
          }));
        });
        const blocks = places.map(({ query, key, group }) => block(query, key, String(group)));
        expect(versions(...blocks)).toEqual(byGroups(places));
      }),
      { seed: 17, numRuns: 200 },
    );
  });
});

describe('blockName', () => {
  it('is kind and layer', () => expect(blockName({ kind: 'vision.self', layer: 3 })).toBe('vision.self 3'));
});
