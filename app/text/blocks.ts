/** Names of attention blocks, from what their streams hold. */
import type { AttentionBlock, PartKind, Stream, StreamId } from '../../src/anatomy';

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

const partsOf = (id: StreamId, streams: readonly Stream[]): Stream['parts'] =>
  streams.find((stream) => stream.id === id)?.parts ?? [];

/** “words”, “words and patches”; a stream that the explanation does not describe by its own name. */
function tokensOf(id: StreamId, streams: readonly Stream[]): string {
  const parts = partsOf(id, streams);
  const names = parts.flatMap(({ kind, label }) => (kind === 'special' ? [] : [TOKENS[kind] ?? label]));
  return [...new Set(names)].join(' and ') || (parts[0]?.label ?? id);
}
