import { describe, expect, it } from 'vitest';
import { readAt, streamOf, withVersions, type ReadOut, type Stream } from '../anatomy';
import type { Block } from '../relevance/types';
import { attentionMaps } from './compute';
import { atClass, atProbe, pooledModel } from './testing/pooled';

const IMAGE = streamOf('image', [
  { kind: 'special', count: 1, label: 'class token' },
  { kind: 'patches', count: 3, grid: { rows: 1, cols: 3 }, label: 'patches' },
]);
const TEXT = streamOf('text', [{ kind: 'words', count: 3, label: 'words' }]);

/** The last block of a tower. */
function block({ id }: Stream, votes: number[], cosine: number[]): Block {
  const tokens = votes.length;
  const place = { kind: id === 'image' ? 'vision.self' : 'text.self', section: '', layer: 0, heads: 1 };
  return withVersions([
    {
      ...place,
      query: id,
      key: id,
      depth: 0,
      rows: tokens,
      cols: tokens,
      abar: new Float32Array(tokens ** 2),
      attention: new Float32Array(tokens ** 2),
      eclip: { votes: Float32Array.from(votes), cosine: Float32Array.from(cosine) },
      importance: {},
    },
  ])[0]!;
}

describe('Grad-ECLIP, by hand', () => {
  // Patches' cosines 0.1 … 0.5 become 0, ½, 1; the CLS token takes no part. All tokens of a text do.
  const image = block(IMAGE, [9, 2, 3, -4], [0.9, 0.1, 0.3, 0.5]);
  const text = block(TEXT, [1, 2, 4], [0, 0.25, 1]);
  const towers = (blocks: readonly Block[]): ReadOut[] => [
    readAt(blocks, 'image', 0, 4),
    readAt(blocks, 'text', 2, 3),
  ];
  const mapsOf = (blocks: readonly Block[], readOuts = towers(blocks)) =>
    attentionMaps({ streams: [IMAGE, TEXT], blocks, readOuts }, [{ id: 'grad-eclip' }])[0]!;

  it('relu of votes times the loosened attention', () => {
    const maps = mapsOf([image, text]);
    [0, 0, 1.5, 0].forEach((value, n) => expect(maps.image![n]).toBeCloseTo(value, 6));
    [0, 0.5, 4].forEach((value, n) => expect(maps.text![n]).toBeCloseTo(value, 6));
  });

  it('equal cosines leave the votes as they are', () => {
    const flat = block(IMAGE, [9, 2, 3, -4], [0.9, 0.3, 0.3, 0.3]);
    expect([...mapsOf([flat, text]).image!]).toEqual([0, 2, 3, 0]);
  });

  it('is for streams that the target reads, and says what it lacks', () => {
    expect(() => mapsOf([image, text], towers([image, text]).slice(1))).toThrow('attends to image tokens');
    const { eclip: _, ...bare } = image;
    expect(() => mapsOf([bare, text])).toThrow(/vision.self 0/);
  });

  it('weighs the patches of a joint stream by what the probe, read last, finds in them', () => {
    const eclip = { votes: Float32Array.of(9, 9, 3, 4), cosine: Float32Array.of(0, 1, 0.25, 0.75) };
    const [maps] = attentionMaps(pooledModel([atClass, atProbe], undefined, { eclip }), [
      { id: 'grad-eclip' },
    ]);
    // Two patches: the lesser cosine becomes 0, the greater 1.
    expect([...maps!.joint!]).toEqual([0, 0, 0, 4]);
    expect([...maps!.probe!]).toEqual([0]);
  });
});
