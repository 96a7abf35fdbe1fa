/**
 * The anatomy of any graph: its streams, attention blocks with their residual connections and versions, and where a
 * target reads them. A graph is followed whole or not at all.
 */
import { blockName, START, type AttentionBlock } from '../blocks';
import type { Stream } from '../streams';
import type { Graph, Value } from '../../onnx/graph';
import { traceAxes, type TracedAxes } from './axes';
import { candidates, type Candidate, type Unfollowed } from './candidates';
import { describe, streamNames } from './parts';
import { readPoints } from './read-points';
import { AnatomyError } from './refusal';
import type { FoundResidual } from './residual';
import { placesIn, streamOfTokens, tokenStreams, type TokenStream } from './streams';
import type { Ids, Origin } from './tokens';
import { Dependencies, versionAt, type Update } from './versions';
import { Walk } from './walk';

/** An attention block as it was found in a graph. */
export interface FoundBlock extends AttentionBlock {
  /** The attention, after its softmax and whatever masks or scales follow it. */
  readonly attention: Value;
  /** Dimensions of `attention` that run over keys and queries; all others are heads. */
  readonly keyAxis: number;
  readonly queryAxis: number;
  /** Attention times values. */
  readonly product: Value;
  /** Dimension of `product` that runs over queries. */
  readonly productAxis: number;
  readonly residual?: FoundResidual;
}

/** Where a target's gradient enters a stream. */
export interface FoundRead {
  readonly stream: string;
  readonly version: number;
  readonly value: Value;
  /** Dimensions of `value` that run over tokens. */
  readonly axes: readonly number[];
  /** Their places in the stream, in the order of these dimensions. */
  readonly places: readonly number[];
}

export interface FoundAnatomy {
  readonly streams: readonly Stream[];
  readonly blocks: readonly FoundBlock[];
  readonly reads: readonly FoundRead[];
  /**
   * What each block leaves, in their order: the sum behind its residual connection, or its product. A target's gradient does
   * not pass them on its way to the read-outs.
   */
  readonly results: readonly Value[];
}

/**
 * @param target value of the graph that is explained, or that what is explained is an element of
 * @throws AnatomyError naming the reason why the graph cannot be followed
 */
export function findAnatomy(graph: Graph, target: Value): FoundAnatomy {
  const traced = traceAxes(graph);
  const walk = new Walk(graph);
  const needed = walk.ancestors(target);
  const found = candidates(walk, traced);
  const blocks = found.blocks.filter(({ output }) => needed.has(output));
  const [unfollowed] = found.unfollowed.filter(({ softmax }) => needed.has(softmax));
  if (unfollowed) throw new AnatomyError(unfollowed);
  if (blocks.length === 0) throw new AnatomyError(none(found.unfollowed));

  const { tokens } = traced;
  const streams = tokenStreams(blocks, tokens);
  checkMerged(streams, traced);
  const described = streams.map((stream) => describe(stream, tokens, graph.inputs));
  const names = streamNames(described);
  const results = blocks.map((block) => block.residual?.sum ?? block.output);
  const dependencies = new Dependencies(graph, results);
  const placed = blocks.map((block) => placeOf(block, streams, traced));
  const updates: Update[] = placed.map(({ query, queryPlaces }, index) => ({
    index,
    stream: query,
    places: new Set(queryPlaces ?? streams[query]!.roots.keys()),
  }));
  const foundBlocks = namedBlocks(blocks, placed, { streams, names, updates, dependencies });
  const states = [...results, ...blocks.flatMap(({ residual }) => (residual ? [residual.x] : []))];
  const reads = readPoints(target, streams, states, traced, walk).map(({ value, stream, carried }) => {
    const places = Array.from(carried.ids, (id) => streams[stream]!.places.get(tokens.root(id))!);
    return {
      stream: names[stream]!,
      version: versionAt(value, stream, new Set(places), updates, dependencies),
      value,
      axes: carried.axes,
      places,
    };
  });
  if (reads.length === 0) throw new AnatomyError({ reason: 'not-read', detail: target.name });
  return {
    streams: names.map((id, n) => ({ id, parts: described[n]!.parts })),
    blocks: foundBlocks,
    reads,
    results,
  };
}

interface Place {
  readonly query: number;
  readonly key: number;
  /** Undefined: all tokens of the stream, in order. */
  readonly queryPlaces: readonly number[] | undefined;
  readonly keyPlaces: readonly number[] | undefined;
}

function placeOf(
  { queryIds, keyIds }: Candidate,
  streams: readonly TokenStream[],
  { tokens }: TracedAxes,
): Place {
  const of = (ids: Ids) => {
    const stream = streamOfTokens(streams, ids, tokens);
    return [streams.indexOf(stream), placesIn(stream, ids, tokens)] as const;
  };
  const [query, queryPlaces] = of(queryIds);
  const [key, keyPlaces] = of(keyIds);
  return { query, key, queryPlaces, keyPlaces };
}

interface Known {
  readonly streams: readonly TokenStream[];
  readonly names: readonly string[];
  readonly updates: readonly Update[];
  readonly dependencies: Dependencies;
}

function namedBlocks(
  blocks: readonly Candidate[],
  placed: readonly Place[],
  { streams, names, updates, dependencies }: Known,
): FoundBlock[] {
  const layers = new Map<string, number>();
  const depths: number[] = [];
  return blocks.map((block, index) => {
    const { query, key, queryPlaces, keyPlaces } = placed[index]!;
    const kind = query === key ? `${names[query]}.self` : `${names[query]}.from.${names[key]}`;
    const layer = layers.get(kind) ?? 0;
    layers.set(kind, layer + 1);
    const before = updates.slice(0, index);
    const all = (stream: number) => new Set(streams[stream]!.roots.keys());
    const queryState = block.residual?.x ?? block.attention;
    const queryVersion = versionAt(
      queryState,
      query,
      new Set(queryPlaces ?? all(query)),
      before,
      dependencies,
    );
    const keyVersion = versionAt(block.values, key, new Set(keyPlaces ?? all(key)), before, dependencies);
    const isPooling = !block.residual;
    if (isPooling && queryVersion !== START)
      throw new AnatomyError({ reason: 'no-residual', detail: blockName({ kind, layer }) });
    const below = before.filter((update) => dependencies.has(block.output, update.index));
    const depth = below.reduce((deepest, update) => Math.max(deepest, depths[update.index]! + 1), 0);
    depths.push(depth);
    return {
      kind,
      section: sectionOf(names[query]!, names[key]!),
      layer,
      heads: block.heads,
      query: names[query]!,
      key: names[key]!,
      queryVersion,
      keyVersion,
      depth,
      ...(isPooling ? { pooling: true as const } : {}),
      ...(queryPlaces ? { queryTokens: queryPlaces } : {}),
      ...(keyPlaces ? { keyTokens: keyPlaces } : {}),
      attention: block.attention,
      keyAxis: block.keyAxis,
      queryAxis: block.queryAxis,
      product: block.output,
      productAxis: block.outputAxis,
      ...(block.residual ? { residual: block.residual } : {}),
    };
  });
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const sectionOf = (query: string, key: string): string =>
  query === key ? capital(query) : `${capital(query)} reads ${key}`;

/** Tokens made of other tokens (merged, convolved, pooled): what they stand for is not defined. */
function checkMerged(streams: readonly TokenStream[], { tokens }: TracedAxes): void {
  const held = new Set<number>();
  const hold = (ids: Iterable<number>) => {
    for (const id of ids) {
      const root = tokens.root(id);
      if (held.has(root)) continue;
      held.add(root);
      const { kind, from } = tokens.originOf(root).origin;
      // Rows and columns of a grid that is a stream.
      if (kind === 'pairs') from.forEach(hold);
    }
  };
  streams.forEach(({ roots }) => hold(roots));
  const known = new Map<Origin, boolean>();
  const isMade = (origin: Origin): boolean => {
    const before = known.get(origin);
    if (before !== undefined) return before;
    known.set(origin, false);
    const made = origin.from.some((ids) => {
      if (origin.kind !== 'pairs' && ids.some((id) => held.has(tokens.root(id)))) return true;
      return [...new Set(Array.from(ids, (id) => tokens.originOf(id).origin))].some(isMade);
    });
    known.set(origin, made);
    return made;
  };
  for (const { roots } of streams)
    if (roots.some((root) => isMade(tokens.originOf(root).origin)))
      throw new AnatomyError({ reason: 'merged', detail: `${roots.length}` });
}

const none = (unfollowed: readonly Unfollowed[]): Pick<Unfollowed, 'reason' | 'detail'> =>
  unfollowed[0] ?? { reason: 'no-attention', detail: '' };
