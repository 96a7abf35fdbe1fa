import { START, type ReadOut, type StreamId } from '../anatomy';
import { add, divideOrZero, keepWhere, multiply } from './entrywise';
import type { Panel } from './panel';
import { applyMap, applyTransposed, zeros, type Step, type Steps } from './steps';

/**
 * Rows of the relevance matrices without the matrices. Only what a target reads is displayed, and every rule is linear in
 * each factor that it multiplies, so rows are found by passing vectors through the blocks: O(blocks · s · q) in place of
 * O(blocks · s² · q). For any number of streams:
 *
 * - `rowsOf` asks uᵀ R_st of the state after a block and walks backward. What attention added asks the key's state for
 *   (Mᵀu)ᵀ Q_kt; what the residual connection carried asks the query's for uᵀ S_st; before any block R is the identity,
 *   and u itself is what is left. Eq. 10 needs R̄_ss u, a column of an earlier state, and goes on with R̄_kk.
 * - `columnsOf` asks R_st x and walks forward, as far as it is asked; eq. 10 needs R̄_ssᵀ y, rows of an earlier state.
 *
 * Each calls the other for earlier blocks only, so the recursion ends; its cost doubles with each co-attention layer at
 * worst. R̄ = rownorm(R̂) + rownorm(D) leaves the identity's part D out of what it normalises: states are therefore asked
 * `whole` (R = R̂ + D) or without it. All terms are non-negative and nothing is subtracted but on the diagonal of
 * `mixing`: the result equals the full matrices up to rounding.
 *
 * @returns for each stream t the sum over the read-outs of their weighted rows of R_st, tokens of t × width. Where a
 *   target reads several streams their rows add up.
 */
export function readRows(steps: Steps, readOuts: readonly ReadOut[]): Readonly<Record<StreamId, Panel>> {
  const { network, width } = steps;
  const { rowsOf } = createReader(steps);
  const asked = readOuts.map(({ stream, version, weights }): Ask => ({
    stream,
    version: network.visited(version),
    u: Float64Array.from({ length: weights.length * width }, (_, n) => weights[Math.floor(n / width)]!),
    whole: true,
  }));
  return Object.fromEntries(network.streams.map(({ id }) => [id, rowsOf(id, asked)]));
}

/** uᵀ R_st of a state, for some target stream t; without the identity's part unless `whole`. */
interface Ask {
  readonly stream: StreamId;
  readonly version: number;
  readonly u: Panel;
  readonly whole: boolean;
}

/** R_st x of states of any stream s; null is zero. */
type Columns = (stream: StreamId, version: number, whole: boolean) => Panel | null;

function createReader(program: Steps) {
  const { width, network, normalise, selfTerm, steps, identity } = program;
  const { reaches } = network;
  const last = Math.max(START, ...steps.keys());

  /** Row sums of R̂_ss at a version; null where R̂_ss is still zero. */
  const sums = (() => {
    const columns = new Map<StreamId, Columns>();
    return (s: StreamId, version: number): Panel | null => {
      const known = columns.get(s) ?? columnsOf(s, zeros(program, s).fill(1));
      columns.set(s, known);
      return known(s, version, false);
    };
  })();

  /** R̄_ss x at a version, from R̂_ss x. */
  function normalisedTimes(s: StreamId, version: number, within: Panel | null, x: Panel): Panel {
    const d = identity(version);
    const kept = normalise ? keepWhere(x, d) : multiply(x, d);
    if (within === null) return kept;
    return add(normalise ? divideOrZero(within, sums(s, version)!) : within, kept);
  }

  /** R̄_ssᵀ y at a version, as what it asks of R̂_ss (`u`) and what it takes from the identity's part (`kept`). */
  function splitNormalised(s: StreamId, version: number, y: Panel): { u: Panel | null; kept: Panel } {
    const d = identity(version);
    if (!normalise) return { u: y, kept: multiply(y, d) };
    const total = sums(s, version);
    return { u: total === null ? null : divideOrZero(y, total), kept: keepWhere(y, d) };
  }

  /** The sum of what is asked of target stream t. */
  function rowsOf(t: StreamId, asked: readonly Ask[]): Panel {
    let result = zeros(program, t);
    const pending = { whole: new Map<number, Panel>(), apart: new Map<number, Panel>() };
    const ask = (stream: StreamId, version: number, u: Panel, whole: boolean): void => {
      if (version === START) {
        if (stream === t && whole) result = add(result, u);
      } else if (reaches(stream, version, t)) {
        // Only R_tt has an identity's part.
        const kind = whole || stream !== t ? pending.whole : pending.apart;
        kind.set(version, plus(kind.get(version) ?? null, u)!);
      }
    };
    for (const { stream, version, u, whole } of asked) ask(stream, version, u, whole);
    for (let n = last; n >= 0; n--) {
      const [whole, apart] = [pending.whole.get(n) ?? null, pending.apart.get(n) ?? null];
      const u = plus(whole, apart);
      if (u === null) continue;
      const step = steps.get(n)!;
      const { query: s, key: k } = step.block;
      if (whole !== null) ask(s, step.queryVersion, multiply(whole, step.carry), true);
      if (apart !== null) ask(s, step.queryVersion, multiply(apart, step.carry), false);
      if (step.isZero) continue;
      if (k !== s && k === t) result = add(result, crossRows(step, u, ask));
      else if (reaches(k, step.keyVersion, t)) ask(k, step.keyVersion, applyTransposed(step, u, width), true);
    }
    return result;
  }

  /** uᵀ R̄_ssᵀ M R̄_kk (eq. 10): what it takes at once; the rest is asked. */
  function crossRows(
    step: Step,
    u: Panel,
    ask: (stream: StreamId, version: number, u: Panel, whole: boolean) => void,
  ): Panel {
    if (!selfTerm) return applyTransposed(step, u, width);
    const { query: s, key: k } = step.block;
    const within = columnsOf(s, u)(s, step.queryVersion, false);
    const through = applyTransposed(step, normalisedTimes(s, step.queryVersion, within, u), width);
    const { u: more, kept } = splitNormalised(k, step.keyVersion, through);
    if (more !== null) ask(k, step.keyVersion, more, false);
    return kept;
  }

  /** R_st x for a panel over stream t; each state is computed when it is first asked for. */
  function columnsOf(t: StreamId, x: Panel): Columns {
    const known = { whole: new Map<number, Panel | null>(), apart: new Map<number, Panel | null>() };
    const columns: Columns = (stream, version, whole) => {
      if (version === START) return stream === t && whole ? x : null;
      if (!reaches(stream, version, t)) return null;
      const memory = whole || stream !== t ? known.whole : known.apart;
      const found = memory.get(version);
      if (found !== undefined) return found;
      const made = after(steps.get(version)!, whole);
      memory.set(version, made);
      return made;
    };
    const after = (step: Step, whole: boolean): Panel | null => {
      const { query: s, key: k } = step.block;
      const carried = scaled(columns(s, step.queryVersion, whole), step.carry);
      if (step.isZero) return carried;
      if (k !== s && k === t) return plus(carried, crossColumns(step, x, columns));
      const read = columns(k, step.keyVersion, true);
      return read === null ? carried : plus(carried, applyMap(step, read, width));
    };
    return columns;
  }

  /** R̄_ssᵀ M R̄_kk x (eq. 10). */
  function crossColumns(step: Step, x: Panel, columns: Columns): Panel {
    if (!selfTerm) return applyMap(step, x, width);
    const { query: s, key: k } = step.block;
    const within = columns(k, step.keyVersion, false);
    const through = applyMap(step, normalisedTimes(k, step.keyVersion, within, x), width);
    const { u, kept } = splitNormalised(s, step.queryVersion, through);
    if (u === null) return kept;
    return add(kept, rowsOf(s, [{ stream: s, version: step.queryVersion, u, whole: false }]));
  }

  return { rowsOf };
}

/** X ⊙ carry, where null X is zero and null carry is one. */
const scaled = (x: Panel | null, carry: Panel | null): Panel | null =>
  x === null ? null : multiply(x, carry);

/** X + Y, where null is zero. */
function plus(x: Panel | null, y: Panel | null): Panel | null {
  if (x === null) return y;
  return y === null ? x : add(x, y);
}
