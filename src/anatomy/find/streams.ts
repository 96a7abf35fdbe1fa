/** Streams: tokens that meet as queries or keys of one block belong to one stream. */
import type { Candidate } from './candidates';
import type { Ids, Tokens } from './tokens';

/** The tokens of a stream, each once, by their roots. */
export interface TokenStream {
  readonly roots: readonly number[];
  /** The same tokens, each as its states carry it. */
  readonly ids: Ids;
  readonly places: ReadonlyMap<number, number>;
}

/** The streams of a model's blocks, in the order in which the blocks meet them. */
export function tokenStreams(blocks: readonly Candidate[], tokens: Tokens): TokenStream[] {
  const names = new Map<number, number>();
  for (const { carriedIds, queryIds, keyIds } of blocks)
    for (const id of [...carriedIds, ...queryIds, ...keyIds]) {
      const root = tokens.root(id);
      if (!names.has(root)) names.set(root, id);
    }
  const lists = blocks.flatMap(({ queryIds, keyIds }) => [keyIds, queryIds]).map((ids) => tokens.roots(ids));
  const groups: number[][][] = [];
  for (const list of lists) {
    const members = new Set(list);
    const [touching, others] = partition(groups, (group) =>
      group.some((one) => one.some((root) => members.has(root))),
    );
    // In place of the first group that it joins, so that streams keep the order in which they appear.
    const at = touching.length > 0 ? groups.indexOf(touching[0]!) : groups.length;
    const merged = [...touching.flat(), list];
    const before = groups.slice(0, at).filter((group) => others.includes(group));
    groups.splice(0, groups.length, ...before, merged, ...others.filter((group) => !before.includes(group)));
  }
  return groups.map((group) => {
    const roots = inOrder(group);
    return {
      roots,
      ids: Int32Array.from(roots, (root) => names.get(root)!),
      places: new Map(roots.map((root, place) => [root, place])),
    };
  });
}

/** One order for all lists: that of the longest, then what it lacks, as it comes. */
function inOrder(lists: readonly (readonly number[])[]): number[] {
  const longest = lists.reduce((best, list) => (list.length > best.length ? list : best));
  return [...new Set([...longest, ...lists.flat()])];
}

/** Places of tokens in a stream; undefined where they are all of them, in order. */
export function placesIn(stream: TokenStream, ids: Ids, tokens: Tokens): readonly number[] | undefined {
  const places = Array.from(ids, (id) => stream.places.get(tokens.root(id))!);
  return places.length === stream.roots.length && places.every((place, n) => place === n)
    ? undefined
    : places;
}

/** The stream that tokens belong to. */
export const streamOfTokens = (streams: readonly TokenStream[], ids: Ids, tokens: Tokens): TokenStream =>
  streams.find(({ places }) => places.has(tokens.root(ids[0]!)))!;

function partition<T>(list: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  const [yes, no]: [T[], T[]] = [[], []];
  for (const item of list) (test(item) ? yes : no).push(item);
  return [yes, no];
}
