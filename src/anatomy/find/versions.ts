/** Which blocks a value depends on, and which state of a stream a block therefore reads. */
import { START } from '../blocks';
import { isNode, type Graph, type Value } from '../../onnx/graph';

/** Of each value the set of blocks whose result it depends on. */
export class Dependencies {
  private readonly sets = new Map<Value, bigint>();

  /** @param results what each block leaves, in their order */
  constructor(graph: Graph, results: readonly Value[]) {
    const own = new Map(results.map((value, n) => [value, 1n << BigInt(n)]));
    for (const value of graph.nodes) {
      if (!isNode(value)) continue;
      let set = own.get(value) ?? 0n;
      for (const input of value.source.inputs) set |= this.sets.get(input) ?? 0n;
      this.sets.set(value, set);
    }
  }

  has(value: Value, block: number): boolean {
    return ((this.sets.get(value) ?? 0n) >> BigInt(block)) % 2n === 1n;
  }
}

/** A block of a stream, and the tokens that it updates. */
export interface Update {
  readonly index: number;
  readonly stream: number;
  readonly places: ReadonlySet<number>;
}

/**
 * The state of a stream that a value holds: the last update that it depends on. Updates of other tokens than those it
 * holds do not matter, and count as made.
 */
export function versionAt(
  value: Value,
  stream: number,
  places: ReadonlySet<number>,
  updates: readonly Update[],
  dependencies: Dependencies,
): number {
  let version = START;
  for (const update of updates) {
    if (update.stream !== stream) continue;
    const isApart = ![...places].some((place) => update.places.has(place));
    if (isApart || dependencies.has(value, update.index)) version = update.index;
  }
  return version;
}
