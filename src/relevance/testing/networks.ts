/** Random networks of any number of streams, for tests. */
import fc from 'fast-check';
import { START, streamOf, type ReadOut, type Stream } from '../../anatomy';
import type { Evidence } from '../../methods/method';
import { prng, type Prng } from '../prng';
import type { Block } from '../types';
import { randomAttention, randomImportances } from './blocks';

/**
 * One step of a model: self-attention; cross-attention; both directions of co-attention, which read the state before;
 * a decoder layer (self, then cross); a pooling head without a residual connection, whose query stream begins with it;
 * or a block between states of any age. `to` is the stream whose keys are read.
 */
interface Piece {
  readonly kind: 'self' | 'cross' | 'both' | 'decoder' | 'pooling' | 'stray';
  readonly of: number;
  readonly to: number;
  readonly depth: number | null;
  /** How many states before the latest a stray block reads. */
  readonly age: readonly [query: number, key: number];
  /** Ā is all zero. */
  readonly silent: boolean;
}

/** What a target reads: how many states before the latest of which stream, with what weights. */
interface Read {
  readonly of: number;
  readonly age: number;
  readonly weights: readonly number[];
}

export interface NetworkPlan {
  /** Tokens of each stream. */
  readonly sizes: readonly number[];
  readonly pieces: readonly Piece[];
  readonly reads: readonly Read[];
  readonly seed: number;
}

/** Numbers that pick a stream are taken modulo the number of streams; streams that no piece names are never met. */
const stream = fc.nat({ max: 11 });
const age = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat({ max: 4 }));

const piecesOf = (kinds: readonly Piece['kind'][]): fc.Arbitrary<Piece> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    of: stream,
    to: stream,
    depth: fc.constantFrom(null, null, 0, 1, 2),
    age: fc.tuple(age, age),
    silent: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
  });

const reads: fc.Arbitrary<Read> = fc.record({
  of: stream,
  age,
  weights: fc.array(fc.constantFrom(0, 0, 1, 2, 5), { minLength: 5, maxLength: 5 }),
});

const FAMILIES = {
  any: {
    streams: [1, 4],
    pieces: [0, 8],
    kinds: ['self', 'self', 'cross', 'cross', 'both', 'decoder', 'pooling', 'stray'],
  },
  mutual: { streams: [2, 3], pieces: [4, 8], kinds: ['both', 'both', 'both', 'self', 'stray'] },
} as const;

function plansOf({
  streams,
  pieces,
  kinds,
}: (typeof FAMILIES)[keyof typeof FAMILIES]): fc.Arbitrary<NetworkPlan> {
  const between = ([minLength, maxLength]: readonly [number, number]) =>
    ({ minLength, maxLength, size: 'max' }) as const;
  return fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 5 }), between(streams)),
    pieces: fc.array(piecesOf(kinds), between(pieces)),
    reads: fc.array(reads, between([1, 4])),
    seed: fc.integer(),
  });
}

/** Blocks of all kinds, or streams that read each other again and again. Small numbers are no likelier than others. */
export const networkPlans: fc.Arbitrary<NetworkPlan> = fc.noBias(
  fc.oneof(plansOf(FAMILIES.any), plansOf(FAMILIES.mutual)),
);

/** The network, with one stream a size: `a`, `b`, … */
export function networkOf({ sizes, pieces, reads, seed }: NetworkPlan): Evidence {
  const random = prng(seed);
  const streams = sizes.map((count, n) => streamOf('abcd'[n]!, [{ kind: 'other', count, label: 'tokens' }]));
  const at = (n: number): Stream => streams[n % streams.length]!;
  const states = new Map(streams.map(({ id }) => [id, [START]]));
  const blocks: Block[] = [];
  /** A state of a stream, by how many there were after it; START when there were not as many. */
  const version = ({ id }: Stream, age: number): number => states.get(id)!.at(-1 - age) ?? START;
  const push = (block: Block): void => {
    states.get(block.query)!.push(blocks.length);
    blocks.push(block);
  };
  for (const piece of pieces) {
    const [s, k] = [at(piece.of), at(piece.to)];
    const block = (query: Stream, key: Stream, ages: readonly [number, number] = [0, 0]): Block =>
      randomBlock(query, key, version(query, ages[0]), version(key, ages[1]), piece, random);
    switch (piece.kind) {
      case 'self':
        push(block(s, s));
        break;
      case 'cross':
        push(block(s, k));
        break;
      case 'both': {
        const directions = [block(s, k), block(k, s)];
        (s === k ? directions.slice(1) : directions).forEach(push);
        break;
      }
      case 'decoder':
        push(block(s, s));
        push(block(s, k));
        break;
      case 'pooling':
        push({ ...block(s, k, [Infinity, 0]), pooling: true });
        break;
      case 'stray':
        push(block(s, k, piece.age));
    }
  }
  return {
    streams,
    blocks,
    readOuts: normalised(
      reads.map(({ of, age, weights }): ReadOut => {
        const read = at(of);
        const tokens = weights.slice(0, read.parts[0]!.to);
        return {
          stream: read.id,
          version: version(read, age),
          weights: tokens.some(Boolean) ? tokens : tokens.fill(1),
        };
      }),
    ),
  };
}

/** Weights of each stream brought to the sum 1. */
function normalised(readOuts: readonly ReadOut[]): ReadOut[] {
  const sums = new Map<string, number>();
  for (const { stream, weights } of readOuts)
    for (const weight of weights) sums.set(stream, (sums.get(stream) ?? 0) + weight);
  return readOuts.map((readOut) => ({
    ...readOut,
    weights: readOut.weights.map((weight) => weight / sums.get(readOut.stream)!),
  }));
}

/**
 * Some rows of Ā are all zero, some importances too. All other numbers lie between 1/16 and 4, so that R − I, which the
 * plain equations take, keeps most of its digits.
 */
function randomBlock(
  query: Stream,
  key: Stream,
  queryVersion: number,
  keyVersion: number,
  { depth, silent }: Piece,
  random: Prng,
): Block {
  const [rows, cols] = [query.parts[0]!.to, key.parts[0]!.to];
  const between = (low: number, high: number) => low + random.next() * (high - low);
  const scale = 4 ** (random.below(3) - 1);
  const abar = Array.from({ length: rows }, () => {
    const empty = silent || random.below(5) === 0;
    return Array.from({ length: cols }, () =>
      empty || random.below(3) === 0 ? 0 : scale * between(0.25, 1),
    );
  });
  const attention = Float64Array.from(
    Array.from({ length: rows }, () => randomAttention(cols, random)).flat(),
  );
  return {
    kind: `${query.id} to ${key.id}`,
    section: query.id,
    layer: depth ?? 0,
    heads: 1,
    query: query.id,
    key: key.id,
    queryVersion,
    keyVersion,
    depth,
    rows,
    cols,
    abar: Float64Array.from(abar.flat()),
    attention,
    gradcam: attention.map((value) => value * random.next()),
    importance: randomImportances(rows, () => (random.below(6) === 0 ? 0 : between(0.25, 4))),
  };
}
