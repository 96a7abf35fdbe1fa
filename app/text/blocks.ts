/** Names of attention blocks and of a model's streams, and the map of both in words. */
import type { AttentionBlock, PartKind, Stream, StreamId } from '../../src/anatomy';
import { lanesOf, type MapModel, type MapNote } from '../charts/modelMap';

type Block = Pick<AttentionBlock, 'section' | 'layer' | 'query' | 'key'>;

/** What tokens are called; special ones go without saying, others by their own label. */
const TOKENS: Partial<Readonly<Record<PartKind, string>>> = {
  patches: 'patches',
  words: 'words',
  frames: 'frames',
  queries: 'queries',
};

/** “Mapper layer 2: words attend to patches” */
export function blockName({ section, layer, query, key }: Block, streams: readonly Stream[]): string {
  const isOne = partsOf(query, streams).at(-1)?.to === 1;
  const attend = isOne ? 'attends' : 'attend';
  return `${section} layer ${layer + 1}: ${tokensOf(query, streams)} ${attend} to ${tokensOf(key, streams)}`;
}

/**
 * What a stream is called on the map: “Picture”, “Question”, “Picture and question”, “100 queries”.
 * @param words what its words are, with a small letter
 */
export function laneName(id: StreamId, streams: readonly Stream[], words = 'question'): string {
  const parts = partsOf(id, streams);
  const names = parts.flatMap(({ kind, label, from, to }) => {
    if (kind === 'special') return [];
    if (kind === 'patches') return ['picture'];
    if (kind === 'words') return [words];
    return [kind === 'queries' && to - from > 1 ? `${to - from} queries` : label];
  });
  const name = inWords([...new Set(names)]) || (parts[0]?.label ?? id);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** What stands under a map: how it is read. */
export function mapSentence(model: MapModel): string {
  const { blocks, hollow } = model;
  const order = lanesOf(model).map(({ id }) => id);
  const reads = blocks.filter(({ query, key }) => query !== key);
  const goesDown = reads.some(({ query, key }) => order.indexOf(query) > order.indexOf(key));
  const goesUp = reads.some(({ query, key }) => order.indexOf(query) < order.indexOf(key));
  const comes = [...(goesDown ? ['down'] : []), ...(goesUp ? ['up'] : [])].join(' or ');
  const other = order.length > 2 ? 'another' : 'the other';
  return [
    'A dot is a block of attention.',
    ...(comes === '' ? [] : [`Where a line comes ${comes}, one stream reads ${other}.`]),
    ...(hollow && hollow.size > 0 ? ['Hollow dots are not followed.'] : []),
  ].join(' ');
}

/** All that a map shows, for those who listen: lanes with their blocks, what reads what, what is not followed, notes. */
export function mapText(model: MapModel, notes: readonly MapNote[] = []): string {
  const { blocks, hollow = new Set<number>() } = model;
  const streams = lanesOf(model);
  const lanes = streams.map(({ id, label }) => {
    const own = blocks.filter(({ query }) => query === id);
    const reading = streams.flatMap((other) => {
      const many = own.filter(({ key }) => key === other.id).length;
      return other.id === id || many === 0 ? [] : [`${howMany(many, own.length)}reading “${other.label}”`];
    });
    return [`${label}, ${count(own.length, 'block')}`, ...reading].join(', ');
  });
  return [
    `Map of the model. ${lanes.join('; ')}.`,
    ...(hollow.size > 0 ? [`Not followed: ${runs([...hollow])}.`] : []),
    ...notes.map(({ block, text }) => `Block ${block + 1}: ${text}.`),
  ].join(' ');
}

const partsOf = (id: StreamId, streams: readonly Stream[]): Stream['parts'] =>
  streams.find((stream) => stream.id === id)?.parts ?? [];

/** “words”, “words and patches”; a stream that the explanation does not describe by its own name. */
function tokensOf(id: StreamId, streams: readonly Stream[]): string {
  const parts = partsOf(id, streams);
  const names = parts.flatMap(({ kind, label }) => (kind === 'special' ? [] : [TOKENS[kind] ?? label]));
  return [...new Set(names)].join(' and ') || (parts[0]?.label ?? id);
}

/** “a”, “a and b”, “a, b and c” */
const inWords = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? '' : 's'}`;

/** “4 of them ”, “all of them ”; nothing where there is one block only. */
function howMany(many: number, all: number): string {
  if (all === 1) return '';
  return many === all ? 'all of them ' : `${many} of them `;
}

/** Indices from 0 as “block 3”, “blocks 1 to 4 and 7”, counted from 1. */
function runs(indices: readonly number[]): string {
  const sorted = [...indices].sort((a, b) => a - b);
  const found: { from: number; to: number }[] = [];
  for (const n of sorted) {
    const last = found.at(-1);
    if (last?.to === n - 1) last.to = n;
    else found.push({ from: n, to: n });
  }
  const names = found.map(({ from, to }) => (from === to ? `${from + 1}` : `${from + 1} to ${to + 1}`));
  return `${sorted.length === 1 ? 'block' : 'blocks'} ${inWords(names)}`;
}
