/** Tokens of a link: their texts, the words they belong to, and the streams that they stand in. */
import { streamOf, type Part, type Stream } from '../anatomy';
import type { ByteReader, ByteWriter } from './bytes';
import { knownText, list, whole, type Codec } from './codec';
import { MAX_SIDE, PART } from './document';
import { LinkError, newerLink, unwritable } from './error';

/** Tokens of a text; long questions need more than a link has room for. */
export const MAX_LINK_TOKENS = 128;
const MAX_TOKEN = 80;
const MAX_STREAMS = 16;
const MAX_PARTS = 32;
/** Tokens of a part. */
const MAX_COUNT = 100_000;

// Lists below are written by place: add at the end, never remove.
const KNOWN_TOKENS = ['<|startoftext|>', '<|endoftext|>'];
const KNOWN_STREAMS = ['image', 'text'];
const KNOWN_LABELS = ['class token', 'image', 'text', '<|startoftext|>', '<|endoftext|>'];

export const tokens = list(knownText(KNOWN_TOKENS, MAX_TOKEN), MAX_LINK_TOKENS);

/** How tokens that follow one another belong together. */
const KINDS = ['special tokens', 'words of one token each', 'one word'] as const;
type Run = { readonly kind: (typeof KINDS)[number]; readonly count: number };

/** Tokens in runs, as long as they can be: one word has two tokens or more. */
function runsOf(words: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < words.length;) {
    let end = at + 1;
    while (end < words.length && words[end] === words[at]) end++;
    const kind = words[at]! < 0 ? KINDS[0] : end === at + 1 ? KINDS[1] : KINDS[2];
    const last = runs.at(-1);
    if (last?.kind === kind && kind !== KINDS[2])
      runs[runs.length - 1] = { kind, count: last.count + end - at };
    else runs.push({ kind, count: end - at });
    at = end;
  }
  return runs;
}

/**
 * The word of each token, from 0 in their order, −1 for special tokens: a number for each run, three times its length and
 * its kind.
 */
export const words: Codec<readonly number[]> = {
  write(out, value) {
    const runs = runsOf(value);
    if (value.length > MAX_LINK_TOKENS)
      throw unwritable(`${value.length} tokens are too many (at most ${MAX_LINK_TOKENS})`);
    out.whole(runs.length);
    for (const { kind, count } of runs) out.whole(KINDS.length * count + KINDS.indexOf(kind));
  },
  read(from) {
    const found: number[] = [];
    let word = 0;
    let before: number | undefined;
    for (let left = from.whole(MAX_LINK_TOKENS); left > 0; left--) {
      const number = from.whole(KINDS.length * (MAX_LINK_TOKENS + 1) - 1);
      const kind = number % KINDS.length;
      const count = Math.floor(number / KINDS.length);
      const isWord = KINDS[kind] === 'one word';
      if (count < (isWord ? 2 : 1) || (kind === before && !isWord))
        throw new LinkError('its words are spelled oddly');
      if (found.length + count > MAX_LINK_TOKENS) throw new LinkError('it has too many tokens');
      for (let n = 0; n < count; n++)
        found.push(KINDS[kind] === 'special tokens' ? -1 : isWord ? word : word++);
      if (isWord) word++;
      before = kind;
    }
    return found;
  },
};

const PART_KINDS = PART.entries.kind.options;
const label = knownText(KNOWN_LABELS, 200);
const streamId = knownText(KNOWN_STREAMS, 80);
const count = whole(MAX_COUNT);
const side = whole(MAX_SIDE);

type Counted = Omit<Part, 'from' | 'to'> & { readonly count: number };

/** Twice the kind's place and whether there is a grid; label; rows and columns, or the number of tokens. */
function writePart(out: ByteWriter, { kind, label: name, grid, from, to }: Part): void {
  out.whole(2 * PART_KINDS.indexOf(kind) + Number(grid !== undefined));
  label.write(out, name);
  if (!grid) return count.write(out, to - from);
  if (grid.rows * grid.cols !== to - from)
    throw unwritable(`${to - from} patches do not fill ${grid.rows} × ${grid.cols}`);
  side.write(out, grid.rows);
  side.write(out, grid.cols);
}

function readPart(from: ByteReader): Counted {
  const number = from.whole(255);
  const kind = PART_KINDS[number >> 1];
  if (!kind) throw newerLink(`this one does not know its parts of kind ${number >> 1}`);
  const name = label.read(from);
  if (number % 2 === 0) return { kind, label: name, count: count.read(from) };
  const grid = { rows: side.read(from), cols: side.read(from) };
  if (grid.rows === 0 || grid.cols === 0) throw new LinkError('a grid is empty');
  return { kind, label: name, grid, count: grid.rows * grid.cols };
}

/** A stream with its parts one after the other. */
const stream: Codec<Stream> = {
  write(out, { id, parts }) {
    streamId.write(out, id);
    if (parts.length > MAX_PARTS)
      throw unwritable(`a stream of ${parts.length} parts is too long (at most ${MAX_PARTS})`);
    out.whole(parts.length);
    parts.forEach((part, n) => {
      if (part.from !== (parts[n - 1]?.to ?? 0)) throw unwritable(`the parts of stream ${id} leave gaps`);
      writePart(out, part);
    });
  },
  read(from) {
    const id = streamId.read(from);
    return streamOf(
      id,
      Array.from({ length: from.whole(MAX_PARTS) }, () => readPart(from)),
    );
  },
};

export const streams = list(stream, MAX_STREAMS);
