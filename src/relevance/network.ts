/** Blocks checked against their streams, with the versions that a start layer leaves. */
import { blockName, lengthOf, START, type Stream, type StreamId } from '../anatomy';
import { MethodError } from './errors';
import type { Block } from './types';

/** A block that is visited, with its place in the list of all blocks. */
export interface PlacedBlock {
  readonly block: Block;
  /** Index in the list of all blocks: the version of its query's stream that it makes. */
  readonly index: number;
  /** States that the two sides are read from, blocks that are left out skipped. */
  readonly queryVersion: number;
  readonly keyVersion: number;
  /** Ā is all zero: the target does not reach this block. */
  readonly isZero: boolean;
}

/** Blocks to visit, in forward order, with what is known of their streams. */
export interface Network {
  readonly streams: readonly Stream[];
  /** Tokens of each stream. */
  readonly sizes: Readonly<Record<StreamId, number>>;
  /** By their index; blocks that are left out are absent. */
  readonly blocks: ReadonlyMap<number, PlacedBlock>;
  /** The version that stands for another one: blocks that are left out change nothing. */
  visited(version: number): number;
  /** Whether R_st is anything but the identity's zero at that version of s. */
  reaches(stream: StreamId, version: number, target: StreamId): boolean;
}

/**
 * Blocks of a depth below `startLayer` are left out.
 * @throws MethodError when a block does not fit its streams, reads a state that does not exist, or `startLayer` is no
 *   whole number from 0 on
 */
export function toNetwork(blocks: readonly Block[], streams: readonly Stream[], startLayer: number): Network {
  if (!Number.isInteger(startLayer) || startLayer < 0)
    throw new MethodError(`The start layer is ${startLayer}; it must be a whole number from 0 on.`);
  const sizes = Object.fromEntries(streams.map((stream) => [stream.id, lengthOf(stream)]));
  const placed = new Map<number, PlacedBlock>();
  /** What a block that is left out passes on: the state that it would have updated. */
  const passed = new Map<number, number>();
  const visited = (version: number): number => {
    if (version === START || placed.has(version)) return version;
    const before = passed.get(version);
    if (before === undefined) throw new MethodError(`State ${version} is read, and no block makes it.`);
    return visited(before);
  };
  blocks.forEach((block, index) => {
    checkBlock(block, index, blocks, sizes);
    // Without a residual connection nothing of its queries' state is carried on.
    const queryVersion = block.pooling ? START : visited(block.queryVersion);
    const keyVersion = visited(block.keyVersion);
    if (block.depth !== null && block.depth < startLayer) {
      passed.set(index, visited(block.queryVersion));
      return;
    }
    placed.set(index, {
      block,
      index,
      queryVersion,
      keyVersion,
      isZero: isZero(block.abar),
    });
  });
  const reach = reachable(placed, streams);
  return {
    streams,
    sizes,
    blocks: placed,
    visited,
    reaches: (stream, version, target) =>
      version === START ? stream === target : reach.get(version)!.has(target),
  };
}

/** For each version the streams t for which R_st is not zero. */
function reachable(
  blocks: ReadonlyMap<number, PlacedBlock>,
  streams: readonly Stream[],
): ReadonlyMap<number, ReadonlySet<StreamId>> {
  const own = new Map(streams.map(({ id }) => [id, new Set([id])]));
  const reach = new Map<number, ReadonlySet<StreamId>>();
  const of = (stream: StreamId, version: number) =>
    version === START ? own.get(stream)! : reach.get(version)!;
  for (const [index, { block, queryVersion, keyVersion, isZero }] of blocks) {
    const found = new Set(of(block.query, queryVersion));
    if (!isZero) for (const target of of(block.key, keyVersion)) found.add(target);
    reach.set(index, found);
  }
  return reach;
}

function checkBlock(
  block: Block,
  index: number,
  all: readonly Block[],
  sizes: Readonly<Record<StreamId, number>>,
): void {
  const { rows, cols, abar, attention, query, key } = block;
  const [tokens, keys] = [sizes[query], sizes[key]];
  if (tokens === undefined || keys === undefined)
    throw new MethodError(
      `Block ${blockName(block)} works on ${query} and ${key}; one of them is no stream.`,
    );
  if (rows !== tokens || cols !== keys)
    throw new MethodError(
      `Block ${blockName(block)} is ${rows} × ${cols}; its streams have ${tokens} and ${keys} tokens.`,
    );
  if (abar.length !== rows * cols || attention.length !== rows * cols)
    throw new MethodError(
      `Block ${blockName(block)} has maps of ${abar.length} and ${attention.length} entries; expected ${rows} × ${cols}.`,
    );
  for (const [stream, version] of [
    [query, block.queryVersion],
    [key, block.keyVersion],
  ] as const) {
    const isState = version === START || (version < index && all[version]?.query === stream);
    if (!isState)
      throw new MethodError(
        `Block ${blockName(block)} reads state ${version} of stream ${stream}, which no block before it makes.`,
      );
  }
}

function isZero(values: Block['abar']): boolean {
  for (let n = 0; n < values.length; n++) if (values[n] !== 0) return false;
  return true;
}

/**
 * How many blocks of one stream, at most, attend to a stream that has read it before: each doubles what reading a row by
 * vectors costs. Co-attention layers do so from the second on, a decoder over its encoder never does.
 */
export function mutualBlocks({ blocks, reaches }: Network): number {
  const counts = new Map<StreamId, number>();
  for (const { block, keyVersion, isZero } of blocks.values()) {
    const { query, key } = block;
    if (query === key || isZero || !reaches(key, keyVersion, query)) continue;
    counts.set(query, (counts.get(query) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}
