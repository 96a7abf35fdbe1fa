/**
 * What the positions along an axis stand for. Every position has a number, its *token*; axes that turn out to be the
 * same tokens (added to each other, position by position) share numbers through a union–find. So slices, joins and
 * permutations are exact, and an axis is what it is made of, whatever it is called.
 */

/** Where tokens were made. */
export type OriginKind =
  /** Along an axis of an input. */
  | 'input'
  /** The axis of length 1 that counts the items of an input. */
  | 'batch'
  /** Along an axis of a constant: learned queries, class tokens. */
  | 'constant'
  /** Columns of a weight: features, never tokens. */
  | 'features'
  /** Pairs of two axes' positions, the second running faster. */
  | 'pairs'
  /** Half of an axis that was split in two. */
  | 'half'
  | 'convolution'
  /** Weighted sums over an axis by a constant matrix. */
  | 'mixture'
  /** Mean, sum or maximum over an axis. */
  | 'reduced'
  /** Picked by indices that are known only when the graph runs. */
  | 'chosen'
  | 'padding'
  | 'copies'
  /** Made by an operator whose axes are not known. */
  | 'unknown';

/** Of two origins of one token, the one that tells more is kept. */
const KNOWN: Readonly<Record<OriginKind, number>> = {
  unknown: 0,
  reduced: 1,
  mixture: 1,
  chosen: 2,
  constant: 2,
  padding: 2,
  copies: 2,
  features: 3,
  batch: 3,
  input: 3,
  pairs: 3,
  half: 3,
  convolution: 3,
};

export interface Origin {
  readonly kind: OriginKind;
  /** Name of the value that made them, and which of its axes. */
  readonly value: string;
  readonly axis: number;
  /** The axes that they were made of. */
  readonly from: readonly Ids[];
  /** Does not depend on any input. */
  readonly isConstant: boolean;
}

/** One token number a position. */
export type Ids = Int32Array;

/** Consecutive positions of an axis that are moved as a whole; an axis is a list of them, the last running fastest. */
export interface Atom {
  readonly size: number;
  readonly ids: Ids;
}

export type Axis = readonly Atom[];

export class Tokens {
  private readonly parents: number[] = [];
  private readonly origins: Origin[] = [];
  private readonly places: number[] = [];
  /** Roots that stand for nothing that an input made. */
  private readonly constant: boolean[] = [];
  private readonly joined = new Map<string, Ids>();
  private readonly halves = new Map<string, readonly [Ids, Ids]>();
  private readonly pairs: { whole: Ids; first: Ids; second: Ids }[] = [];
  private unions = 0;
  private indexed = 0;

  /** New tokens, told apart from all others. */
  make(count: number, origin: Origin): Ids {
    const start = this.parents.length;
    return Int32Array.from({ length: count }, (_, place) => {
      const id = start + place;
      this.parents.push(id);
      this.origins.push(origin);
      this.places.push(place);
      this.constant.push(origin.isConstant);
      return id;
    });
  }

  /** The number that stands for all tokens found to be the same. */
  root(id: number): number {
    let root = id;
    while (this.parents[root] !== root) root = this.parents[root]!;
    let at = id;
    while (this.parents[at] !== root) [at, this.parents[at]] = [this.parents[at]!, root];
    return root;
  }

  /** Says that two axes of one length hold the same tokens. */
  unite(a: Ids, b: Ids): void {
    if (a === b) return;
    a.forEach((id, place) => {
      const [p, q] = [this.root(id), this.root(b[place]!)];
      if (p === q) return;
      const [winner, loser] = this.stands(p, q) ? [p, q] : [q, p];
      this.parents[loser] = winner;
      this.unions++;
    });
  }

  /** Which of two roots stands for both: what an input made before constants, what is known best, then the older. */
  private stands(p: number, q: number): boolean {
    if (this.constant[p] !== this.constant[q]) return !this.constant[p];
    const [a, b] = [this.known(this.origins[p]!), this.known(this.origins[q]!)];
    return a === b ? p < q : a > b;
  }

  private known({ kind, from }: Origin, depth = 4): number {
    const isMade = kind === 'pairs' || kind === 'half';
    if (!isMade || depth === 0) return KNOWN[kind];
    return Math.min(...from.map(([id]) => this.known(this.originOf(id!).origin, depth - 1)));
  }

  /** Whether any of these tokens depends on an input. */
  isStrong(ids: Ids): boolean {
    return ids.some((id) => !this.constant[this.root(id)]);
  }

  /** Where a token was made, and which of the tokens made there it is. */
  originOf(id: number): { readonly origin: Origin; readonly place: number } {
    const root = this.root(id);
    return { origin: this.origins[root]!, place: this.places[root]! };
  }

  /** As `originOf`, of this token itself, whatever else was found to be the same. */
  makerOf(id: number): { readonly origin: Origin; readonly place: number } {
    return { origin: this.origins[id]!, place: this.places[id]! };
  }

  roots(ids: Ids): number[] {
    return Array.from(ids, (id) => this.root(id));
  }

  same(a: Ids, b: Ids): boolean {
    return a === b || (a.length === b.length && a.every((id, n) => this.root(id) === this.root(b[n]!)));
  }

  /** All pairs of two axes, as one axis. */
  pair(first: Ids, second: Ids): Ids {
    const found = this.lookUp(this.joined, () => `${this.key(first)}×${this.key(second)}`);
    if (found) return found;
    const whole = this.make(first.length * second.length, {
      kind: 'pairs',
      value: '',
      axis: 0,
      from: [first, second],
      isConstant: !this.isStrong(first) && !this.isStrong(second),
    });
    this.remember(whole, first, second);
    return whole;
  }

  /** Takes an axis apart into two, of which the second, `inner` long, runs faster. */
  split(whole: Ids, inner: number): readonly [Ids, Ids] {
    const found = this.lookUp(this.halves, () => `${inner} of ${this.key(whole)}`);
    if (found) return found;
    const half = (axis: number, count: number) =>
      this.make(count, { kind: 'half', value: '', axis, from: [whole], isConstant: !this.isStrong(whole) });
    const [first, second] = [half(0, whole.length / inner), half(1, inner)];
    this.remember(whole, first, second);
    return [first, second];
  }

  /** The axis whose halves these are; undefined when they never were one. */
  halvesOf(first: Ids, second: Ids): Ids | undefined {
    const [a, b] = [this.originOf(first[0]!).origin, this.originOf(second[0]!).origin];
    if (a.kind !== 'half' || b.kind !== 'half' || a.from[0] !== b.from[0]) return undefined;
    return this.lookUp(this.joined, () => `${this.key(first)}×${this.key(second)}`);
  }

  /** The axis as one list of tokens. Positions of length 1 count only where there is nothing else. */
  whole(axis: Axis): Ids | undefined {
    const [first, ...rest] = axis.filter(({ size }) => size > 1);
    if (!first) return axis.at(-1)?.ids;
    return rest.reduce((ids, atom) => this.pair(ids, atom.ids), first.ids);
  }

  /** As `whole`, but only where these axes have been one before. */
  wholeIfKnown(axis: Axis): Ids | undefined {
    const [first, ...rest] = axis.filter(({ size }) => size > 1);
    if (!first) return undefined;
    let ids: Ids | undefined = first.ids;
    for (const atom of rest) {
      const before: Ids = ids;
      ids = this.lookUp(this.joined, () => `${this.key(before)}×${this.key(atom.ids)}`);
      if (!ids) return undefined;
    }
    return ids;
  }

  private remember(whole: Ids, first: Ids, second: Ids): void {
    this.pairs.push({ whole, first, second });
    this.index({ whole, first, second });
  }

  private index({ whole, first, second }: { whole: Ids; first: Ids; second: Ids }): void {
    this.joined.set(`${this.key(first)}×${this.key(second)}`, whole);
    this.halves.set(`${second.length} of ${this.key(whole)}`, [first, second]);
  }

  /** Tokens found to be the same since the last look make other keys. */
  private lookUp<T>(map: ReadonlyMap<string, T>, key: () => string): T | undefined {
    const found = map.get(key());
    if (found !== undefined || this.indexed === this.unions) return found;
    this.indexed = this.unions;
    for (const pair of this.pairs) if (this.isStrong(pair.whole)) this.index(pair);
    return map.get(key());
  }

  private key(ids: Ids): string {
    return this.roots(ids).join();
  }
}
