/** Where things lie on the map of a model: a lane a stream, a dot a block, an arc where one stream reads another. */

/** A block of attention, in the order of the forward pass; an `AttentionBlock` is one. */
export interface MapBlock {
  /** Stream that the block updates. */
  readonly query: string;
  /** Stream that it reads. */
  readonly key: string;
  /** Which state of `key` is read: index of the block that made it, −1 before any. */
  readonly keyVersion: number;
}

export interface MapModel {
  readonly blocks: readonly MapBlock[];
  /** Lanes from top to bottom. Streams of blocks that are not among them come after them, under their own ids. */
  readonly streams: readonly { readonly id: string; readonly label: string }[];
  /** Blocks that relevance is not followed through; none when left out. */
  readonly hollow?: ReadonlySet<number>;
  /** Streams that the answer is read from; none when left out. */
  readonly outs?: readonly string[];
}

/** A few words under a block. */
export interface MapNote {
  readonly block: number;
  readonly text: string;
}

export interface Placed {
  readonly x: number;
  readonly y: number;
}

export interface MapLane {
  readonly id: string;
  readonly label: Placed & { readonly text: string };
  /** From the first block that makes or reads the stream to the last. */
  readonly from: number;
  readonly to: number;
  readonly y: number;
  /** The answer is read at its end. */
  readonly isOut: boolean;
}

export interface MapArc {
  readonly block: number;
  /** On the lane that is read, behind the block that made what is read and before the next. */
  readonly from: Placed;
  /** The dot of the block that reads. */
  readonly to: Placed;
  /** SVG path data. */
  readonly path: string;
}

/** In pixels, from the upper left corner. */
export interface MapLayout {
  readonly width: number;
  /** With nothing below the lowest lane but its dots and notes. */
  readonly height: number;
  readonly lanes: readonly MapLane[];
  /** One a block, in the blocks' order; `x` grows with it. */
  readonly dots: readonly (Placed & { readonly isHollow: boolean })[];
  readonly radius: number;
  /** From one block to the next. */
  readonly step: number;
  readonly arcs: readonly MapArc[];
  readonly notes: readonly (Placed & MapNote)[];
}

const TOP = 30;
const BETWEEN_LANES = 46;
const LEFT = 4;
/** Room for the arrow at the end. */
const RIGHT = 14;
const BELOW = 10;
const LONGEST_STEP = 56;
const LARGEST_RADIUS = 3.6;
/** How far before a block its arc leaves the other lane. */
const LEAD = 10;
const LABEL_ABOVE = 11;
const NOTE_BELOW = 21;
const NOTE_LINE = 15;
/** A character of the label's 11 px type, on average and with a little to spare. */
const CHARACTER = 6;

/**
 * Lays a model out in `width` pixels, however many blocks it has: dots shrink with the room that they have.
 * @param notes words under blocks; those that would touch stand in lines of their own
 */
export function layOut(model: MapModel, width: number, notes: readonly MapNote[] = []): MapLayout {
  const { blocks, hollow, outs = [] } = model;
  const step = Math.min(LONGEST_STEP, (width - LEFT - RIGHT) / Math.max(1, blocks.length));
  const x = (block: number) => LEFT + (block + 0.5) * step;
  const streams = lanesOf(model);
  const placedNotes = streams.map(({ id }) => {
    const own = notes.filter(({ block }) => blocks[block]?.query === id);
    return inLines(own.map((note) => ({ ...note, x: clampText(x(note.block), note.text, width) })));
  });
  let below = TOP;
  const y = placedNotes.map((placed) => {
    const at = below;
    below += BETWEEN_LANES + NOTE_LINE * linesOf(placed);
    return at;
  });
  const laneOf = new Map(streams.map(({ id }, lane) => [id, lane]));
  const yOf = (stream: string) => y[laneOf.get(stream)!]!;

  const dots = blocks.map(({ query }, block) => ({
    x: x(block),
    y: yOf(query),
    isHollow: hollow?.has(block) ?? false,
  }));
  const arcs = blocks.flatMap(({ query, key }, block) => {
    if (query === key) return [];
    const { at, isEarly } = leaving(blocks, block, x, step);
    const [from, to] = [
      { x: at, y: yOf(key) },
      { x: x(block), y: yOf(query) },
    ];
    return [{ block, from, to, path: isEarly ? around(from, to) : along(from, to) }];
  });
  const lanes = streams.map(({ id, label }, lane) => {
    const ends = [
      ...blocks.flatMap(({ query }, block) => (query === id ? [x(block)] : [])),
      ...arcs.flatMap(({ block, from }) => (blocks[block]!.key === id ? [from.x] : [])),
    ];
    const [from, to] = [Math.min(...ends), Math.max(...ends)];
    const text = cut(label, width);
    return {
      id,
      from,
      to,
      y: y[lane]!,
      label: { text, x: clampText(from - Math.min(step / 2, 4), text, width), y: y[lane]! - LABEL_ABOVE },
      isOut: outs.includes(id),
    };
  });
  return {
    width,
    height: streams.length === 0 ? 0 : below - BETWEEN_LANES + BELOW,
    lanes,
    dots,
    radius: Math.min(LARGEST_RADIUS, step * 0.36),
    step,
    arcs,
    notes: placedNotes.flatMap((placed, lane) =>
      placed.map(({ line, ...note }) => ({ ...note, y: y[lane]! + NOTE_BELOW + line * NOTE_LINE })),
    ),
  };
}

/** The block nearest to a place across the map; undefined where there are none. */
export function blockNear({ dots }: Pick<MapLayout, 'dots'>, x: number): number | undefined {
  let nearest: number | undefined;
  dots.forEach((dot, block) => {
    if (nearest === undefined || Math.abs(dot.x - x) < Math.abs(dots[nearest]!.x - x)) nearest = block;
  });
  return nearest;
}

/** Lanes from top to bottom: streams that a block makes or reads. */
export function lanesOf({ blocks, streams }: MapModel): MapModel['streams'] {
  const used = new Set(blocks.flatMap(({ query, key }) => [key, query]));
  const known = streams.filter(({ id }) => used.delete(id));
  return [...known, ...[...used].map((id) => ({ id, label: id }))];
}

/**
 * Where a block's arc leaves the lane that it reads: a little before the block; earlier where that lane has gone on in
 * between, as it has for one of two blocks that read each other's streams at the same time.
 */
function leaving(
  blocks: readonly MapBlock[],
  block: number,
  x: (block: number) => number,
  step: number,
): { readonly at: number; readonly isEarly: boolean } {
  const { key, keyVersion } = blocks[block]!;
  const next = blocks.findIndex((other, n) => n > keyVersion && other.query === key);
  const isEarly = next >= 0 && next < block;
  const at = isEarly ? x(next) - step / 2 : x(block) - Math.min(LEAD, step);
  return { at: Math.max(1, at), isEarly };
}

/** Along the lane, then over to the other. */
const along = (from: Placed, to: Placed): string =>
  `M${from.x} ${from.y}C${to.x} ${from.y} ${to.x} ${to.y} ${to.x} ${to.y}`;

/** Away from the lane at once, so that it passes the dots that follow on it. */
function around(from: Placed, to: Placed): string {
  const middle = (from.y + to.y) / 2;
  return `M${from.x} ${from.y}C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`;
}

const widthOf = (text: string): number => text.length * CHARACTER;

const clampText = (x: number, text: string, width: number): number =>
  Math.max(0, Math.min(x, width - widthOf(text)));

function cut(label: string, width: number): string {
  const most = Math.max(1, Math.floor(width / CHARACTER));
  return label.length <= most ? label : `${label.slice(0, most - 1).trimEnd()}…`;
}

/** Puts each text into the first line in which it does not touch the one before it. */
function inLines<T extends { readonly x: number; readonly text: string }>(
  texts: readonly T[],
): (T & { readonly line: number })[] {
  const ends: number[] = [];
  return [...texts]
    .sort((a, b) => a.x - b.x)
    .map((text) => {
      const free = ends.findIndex((end) => end + CHARACTER <= text.x);
      const line = free < 0 ? ends.length : free;
      ends[line] = text.x + widthOf(text.text);
      return { ...text, line };
    });
}

const linesOf = (placed: readonly { readonly line: number }[]): number =>
  placed.reduce((most, { line }) => Math.max(most, line + 1), 0);
