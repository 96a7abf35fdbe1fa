import { lastVersion, lengthOf, START, type Stream, type StreamId } from '../anatomy';
import { addInto, addProduct, scaleRows, transpose } from './matrix';
import { toNetwork, type Network, type PlacedBlock } from './network';
import type { AccumulationRule, RowScale } from './rule';
import type { Block, Relevance } from './types';

/**
 * The rows of one stream at one version. R_ss = diag(D) + R̂: the identity part is kept apart, so that small rows of R̂
 * are never lost beside it and nothing is ever subtracted.
 */
interface State {
  /** D, 1 unless a rule scales what was there before. */
  readonly identity: Float64Array;
  /** R̂_ss under the stream's own name, R_st under the others'; streams that it never met are absent. */
  readonly parts: ReadonlyMap<StreamId, Float64Array>;
}

/**
 * Full relevance matrices after all blocks, in float64: the rules of Chefer et al. 2021, eqs. 6–11, with the row weights
 * of `rule`, for any number of streams. With S the rows of the query's stream s at the state that the block reads, Q
 * those of the key's stream k, and M the weighted Ā:
 *
 * - self (k = s): R_st = S_st + M Q_st for every stream t
 * - cross (k ≠ s): R_sk = S_sk + R̄_ssᵀ M R̄_kk; R_ss = S_ss + M Q_ks; every other t: R_st = S_st + M Q_kt
 *
 * Costs a product of square matrices a block: for one row use the read-out.
 */
export function accumulate(
  blocks: readonly Block[],
  streams: readonly Stream[],
  rule: AccumulationRule,
  startLayer = 0,
): Relevance {
  const network = toNetwork(blocks, streams, startLayer);
  const last = streams.map(({ id }) => lastVersion(blocks, id));
  const rowsAt = accumulateUpTo(network, rule, last);
  return Object.fromEntries(streams.map(({ id }, n) => [id, rowsAt(id, last[n]!)]));
}

/**
 * Full relevance matrices at the versions named, as a function of stream s and version: R_st by the target stream t.
 * Other states are dropped as soon as no block reads them any more.
 */
export function accumulateUpTo(
  network: Network,
  rule: AccumulationRule,
  versions: readonly number[],
): (stream: StreamId, version: number) => Readonly<Record<StreamId, Float64Array>> {
  const { streams, sizes } = network;
  const start = new Map(streams.map((stream) => [stream.id, startState(stream)]));
  const states = new Map<number, State>();
  const stateOf = (stream: StreamId, version: number): State =>
    version === START ? start.get(stream)! : states.get(version)!;
  const kept = new Set(versions.map((version) => network.visited(version)));
  const lastRead = lastReaders(network);
  for (const [index, placed] of network.blocks) {
    const { block, queryVersion, keyVersion } = placed;
    const [S, Q] = [stateOf(block.query, queryVersion), stateOf(block.key, keyVersion)];
    states.set(index, updated(placed, S, Q, rule, network));
    for (const version of [queryVersion, keyVersion])
      if (lastRead.get(version) === index && !kept.has(version)) states.delete(version);
  }
  return (s, version) => {
    const { identity, parts } = stateOf(s, network.visited(version));
    return Object.fromEntries(
      streams.map(({ id: t }) => {
        const part = parts.get(t) ?? new Float64Array(sizes[s]! * sizes[t]!);
        return [t, s === t ? withIdentity(part, identity) : part];
      }),
    );
  };
}

/** Index of the last block that reads each version; a state is dropped behind it. */
function lastReaders({ blocks }: Network): ReadonlyMap<number, number> {
  const readers = new Map<number, number>();
  for (const [index, { queryVersion, keyVersion }] of blocks) {
    readers.set(queryVersion, index);
    readers.set(keyVersion, index);
  }
  return readers;
}

/** Ā with its rows weighted as `scale` says: the matrix that every rule multiplies by. rows × cols, float64. */
export function weightedMap(block: Block, scale: RowScale): Float64Array {
  const map = Float64Array.from(block.abar);
  if (scale.gain === null) return map;
  scaleRows(map, scale.gain);
  if (scale.offDiagonalOnly) {
    for (let n = 0; n < block.rows; n++) {
      const at = n * block.cols + n;
      map[at] = block.abar[at]! * (scale.carry === null ? 1 : scale.carry[n]!);
    }
  }
  return map;
}

/** Each row divided by its sum; a row that sums to zero stays zero (eqs. 8, 9; the reference divides by zero there). */
export function normaliseRows(matrix: Float64Array, rows: number): Float64Array {
  const cols = matrix.length / rows;
  const out = new Float64Array(matrix.length);
  for (let n = 0; n < rows; n++) {
    let sum = 0;
    for (let j = n * cols; j < (n + 1) * cols; j++) sum += matrix[j]!;
    if (sum === 0) continue;
    for (let j = n * cols; j < (n + 1) * cols; j++) out[j] = matrix[j]! / sum;
  }
  return out;
}

const startState = (stream: Stream): State => ({
  identity: new Float64Array(lengthOf(stream)).fill(1),
  parts: new Map(),
});

/** The query's rows after a block: what they carry on, and what came through attention. */
function updated(
  { block, index }: PlacedBlock,
  S: State,
  Q: State,
  rule: AccumulationRule,
  { streams, sizes }: Network,
): State {
  const { query: s, key: k, rows, cols } = block;
  const scale = rule.scale(block, index);
  const M = weightedMap(block, scale);
  const carried = (t: StreamId): Float64Array => {
    const part = Float64Array.from(S.parts.get(t) ?? new Float64Array(rows * sizes[t]!));
    if (scale.carry !== null) scaleRows(part, scale.carry);
    return part;
  };
  const parts = new Map<StreamId, Float64Array>();
  for (const { id: t } of streams) {
    const known = S.parts.get(t);
    const gained = Q.parts.get(t);
    const isOwn = k === t;
    if (!known && !gained && !isOwn) continue;
    const out = carried(t);
    if (k !== s && t === k) {
      addCross(out, M, S, Q, { s, k, rows, cols }, rule);
    } else {
      // Ā Q_kt with Q_kk = D + R̂: eqs. 6, 7 and 11.
      if (isOwn) for (let at = 0; at < M.length; at++) out[at]! += M[at]! * Q.identity[at % cols]!;
      if (gained) addProduct(out, M, gained, rows, cols, sizes[t]!);
    }
    parts.set(t, out);
  }
  return {
    identity: scale.carry === null ? S.identity : S.identity.map((d, n) => d * scale.carry![n]!),
    parts,
  };
}

/** Eq. 10: R̄_ssᵀ M R̄_kk, or M alone where the rule has no self term. */
function addCross(
  out: Float64Array,
  M: Float64Array,
  S: State,
  Q: State,
  { s, k, rows, cols }: { s: StreamId; k: StreamId; rows: number; cols: number },
  rule: AccumulationRule,
): void {
  if (!rule.selfTerm) return addInto(out, M);
  const right = new Float64Array(rows * cols);
  addProduct(right, M, normalised(Q, k, rule), rows, cols, cols);
  addProduct(out, transpose(normalised(S, s, rule), rows, rows), right, rows, rows, cols);
}

/** R̄ = rownorm(R̂) + rownorm(D); R itself when the rule does not normalise. */
function normalised({ identity, parts }: State, stream: StreamId, rule: AccumulationRule): Float64Array {
  const rows = identity.length;
  const own = parts.get(stream) ?? new Float64Array(rows * rows);
  if (!rule.normalise) return withIdentity(own, identity);
  const out = normaliseRows(own, rows);
  identity.forEach((d, n) => {
    if (d !== 0) out[n * rows + n]! += 1;
  });
  return out;
}

function withIdentity(matrix: Float64Array, identity: Float64Array): Float64Array {
  const out = Float64Array.from(matrix);
  identity.forEach((d, n) => (out[n * identity.length + n]! += d));
  return out;
}
