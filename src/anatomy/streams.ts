/** Token streams: what the rows and columns of attention stand for. */

/** Name of a stream within one model: `image`, `text`, `joint`, `probe`, … */
export type StreamId = string;

/** Patches laid over an image, row-major. */
export interface Grid {
  readonly rows: number;
  readonly cols: number;
}

/** What the tokens of a part stand for. */
export type PartKind = 'patches' | 'words' | 'frames' | 'queries' | 'special' | 'other';

/** Consecutive tokens of a stream that stand for one thing: tokens `from` … `to` − 1. */
export interface Part {
  readonly kind: PartKind;
  readonly from: number;
  readonly to: number;
  /** Of patches: how they lie on the image; rows · cols tokens. */
  readonly grid?: Grid;
  /** Name for people, such as `class token`. */
  readonly label: string;
}

/**
 * A sequence of tokens whose states attention reads and updates. It may hold several modalities: a single-stream model
 * has words and patches in one. Parts follow one another without gaps from token 0.
 */
export interface Stream {
  readonly id: StreamId;
  readonly parts: readonly Part[];
}

/** Number of tokens of a stream. */
export const lengthOf = ({ parts }: Stream): number => parts.at(-1)?.to ?? 0;

/**
 * A stream made of parts in their order.
 * @param parts their number of tokens instead of their places
 */
export function streamOf(
  id: StreamId,
  parts: readonly (Omit<Part, 'from' | 'to'> & { readonly count: number })[],
): Stream {
  let at = 0;
  return {
    id,
    parts: parts.map(({ count, ...part }) => {
      const from = at;
      at += count;
      return { ...part, from, to: at };
    }),
  };
}

/** The stream of that name. @throws RangeError when there is none */
export function streamById(streams: readonly Stream[], id: StreamId): Stream {
  const found = streams.find((stream) => stream.id === id);
  if (found) return found;
  throw new RangeError(
    `There is no stream ${id}; there are ${streams.map((stream) => stream.id).join(', ')}.`,
  );
}

/** A part and the stream that it belongs to. */
export interface PlacedPart {
  readonly stream: Stream;
  readonly part: Part;
}

/** The first part of a kind over all streams, in their order; undefined when there is none. */
export function firstPart(streams: readonly Stream[], kind: PartKind): PlacedPart | undefined {
  for (const stream of streams) {
    const part = stream.parts.find((one) => one.kind === kind);
    if (part) return { stream, part };
  }
  return undefined;
}

/** Streams with the same parts, lengths and grids. */
export const sameStreams = (a: readonly Stream[], b: readonly Stream[]): boolean =>
  JSON.stringify(a.map(fieldsOf)) === JSON.stringify(b.map(fieldsOf));

/** In a fixed order: streams also come from files, whose order is theirs. */
const fieldsOf = ({ id, parts }: Stream) => [
  id,
  parts.map(({ kind, from, to, grid, label }) => [kind, from, to, grid?.rows, grid?.cols, label]),
];
