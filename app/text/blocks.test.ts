import { describe, expect, it } from 'vitest';
import { START, streamOf } from '../../src/anatomy';
import type { MapBlock } from '../charts/modelMap';
import { blockName, laneName, mapSentence, mapText } from './blocks';

const STREAMS = [
  streamOf('image', [
    { kind: 'special', label: 'class token', count: 1 },
    { kind: 'patches', label: 'patches', grid: { rows: 2, cols: 2 }, count: 4 },
  ]),
  streamOf('text', [
    { kind: 'special', label: 'start', count: 1 },
    { kind: 'words', label: 'words', count: 3 },
    { kind: 'special', label: 'end', count: 1 },
  ]),
  streamOf('joint', [
    { kind: 'special', label: 'class token', count: 1 },
    { kind: 'words', label: 'words', count: 3 },
    { kind: 'patches', label: 'patches', count: 4 },
    { kind: 'other', label: 'registers', count: 2 },
  ]),
  streamOf('probe', [{ kind: 'special', label: 'probe', count: 1 }]),
];

describe('the name of a block', () => {
  it.each([
    ['Image tower', 0, 'image', 'image', 'Image tower layer 1: patches attend to patches'],
    ['Text tower', 5, 'text', 'text', 'Text tower layer 6: words attend to words'],
    ['Mapper', 1, 'text', 'image', 'Mapper layer 2: words attend to patches'],
    ['Mapper', 1, 'image', 'text', 'Mapper layer 2: patches attend to words'],
    [
      'Encoder',
      0,
      'joint',
      'joint',
      'Encoder layer 1: words and patches and registers attend to words and patches and registers',
    ],
    ['Pooling', 0, 'probe', 'image', 'Pooling layer 1: probe attends to patches'],
    ['Decoder', 2, 'caption', 'image', 'Decoder layer 3: caption attend to patches'],
  ])('%s %i, %s to %s', (section, layer, query, key, name) => {
    expect(blockName({ section, layer, query, key }, STREAMS)).toBe(name);
  });
});

describe('the name of a lane', () => {
  const detr = [
    streamOf('found', [{ kind: 'queries', label: 'queries', count: 100 }]),
    streamOf('pool', [{ kind: 'queries', label: 'pooling probe', count: 1 }]),
    streamOf('empty', []),
  ];

  it.each([
    ['image', 'Picture'],
    ['text', 'Question'],
    ['joint', 'Question, picture and registers'],
    ['probe', 'Probe'],
    ['caption', 'Caption'],
  ])('%s is called %s', (id, name) => expect(laneName(id, STREAMS)).toBe(name));

  it.each([
    ['found', '100 queries'],
    ['pool', 'Pooling probe'],
    ['empty', 'Empty'],
  ])('%s is called %s', (id, name) => expect(laneName(id, detr)).toBe(name));

  it('says what the words are', () => expect(laneName('text', STREAMS, 'prompt')).toBe('Prompt'));
});

const reads = (query: string, key: string): MapBlock => ({ query, key, keyVersion: START });
const LANES = [
  { id: 'image', label: 'Picture' },
  { id: 'text', label: 'Question' },
];

describe('what stands under a map', () => {
  const dot = 'A dot is a block of attention.';

  it.each([
    ['down', [reads('text', 'image')]],
    ['up', [reads('image', 'text')]],
    ['down or up', [reads('image', 'text'), reads('text', 'image')]],
  ])('names the direction in which streams are read: %s', (direction, blocks) => {
    const model = { blocks, streams: LANES };
    expect(mapSentence(model)).toBe(`${dot} Where a line comes ${direction}, one stream reads the other.`);
  });

  it('says nothing of lines that are not there, nor of hollow dots', () => {
    const blocks = [reads('image', 'image'), reads('text', 'text')];
    expect(mapSentence({ blocks, streams: LANES, hollow: new Set() })).toBe(dot);
    expect(mapSentence({ blocks, streams: LANES, hollow: new Set([0]) })).toBe(
      `${dot} Hollow dots are not followed.`,
    );
  });

  it('counts streams that nobody described', () => {
    const blocks = [reads('text', 'image'), reads('answer', 'text')];
    expect(mapSentence({ blocks, streams: LANES })).toMatch(/comes down, one stream reads another\.$/);
  });
});

describe('a map in words', () => {
  const blocks = [
    reads('image', 'image'),
    reads('image', 'image'),
    reads('text', 'text'),
    reads('text', 'image'),
    reads('probe', 'text'),
  ];

  it('tells lanes, what they read, what is not followed, and notes', () => {
    const model = { blocks, streams: LANES, hollow: new Set([4, 1, 0]) };
    expect(mapText(model, [{ block: 1, text: 'windows shift from here on' }])).toBe(
      'Map of the model. Picture, 2 blocks; Question, 2 blocks, 1 of them reading “Picture”; ' +
        'probe, 1 block, reading “Question”. Not followed: blocks 1 to 2 and 5. ' +
        'Block 2: windows shift from here on.',
    );
  });

  it('leaves out what is not so', () => {
    const model = {
      blocks: [...blocks.slice(0, 2), ...blocks.slice(3, 4), ...blocks.slice(3, 4)],
      streams: LANES,
    };
    expect(mapText(model)).toBe(
      'Map of the model. Picture, 2 blocks; Question, 2 blocks, all of them reading “Picture”.',
    );
    expect(mapText({ ...model, hollow: new Set([2]) })).toMatch(/Not followed: block 3\.$/);
  });
});
