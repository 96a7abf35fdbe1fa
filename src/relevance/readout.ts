import { otherStream } from './layers';
import { add, divideOrZero, keepWhere, multiply } from './entrywise';
import type { Panel } from './panel';
import { applyMap, applyTransposed, type Program, type Step } from './steps';
import type { ReadOut, Stream } from './types';

/**
 * One row of the relevance matrices without the matrices. Only that row is displayed, and every rule is linear in each
 * factor it multiplies, so the row is found by passing vectors through the blocks: O(blocks · s · q) instead of
 * O(blocks · s² · q).
 *
 * - `rows` asks uᵀ R̂_cc + vᵀ R_dc of the state before a layer (d is the other stream) and walks backward:
 *   self-attention turns u into u + Bᵀu and leaves (Bᵀu) ⊙ D behind; eq. 11 moves Bᵀu over to v; eq. 10 needs
 *   R̄_dd v, a column of an earlier state, and moves Bᵀ R̄_dd v over to u, divided by the row sums.
 * - `columns` asks R̂_cc x and R_dc x of the state before a layer and walks forward; eq. 10 needs R̄_ddᵀ y, a row of an
 *   earlier state.
 *
 * Each calls the other for earlier layers only, so the recursion ends at the first cross-attention; its cost doubles
 * with each co-attention layer at worst (with three, each tower block is passed six times). All terms are non-negative
 * and nothing is subtracted but on the diagonal of `mixing`: the result equals the full matrices up to rounding.
 */
export interface Rows {
  /** image tokens × width. */
  readonly image: Panel;
  /** text tokens × width. */
  readonly text: Panel;
}

/** The displayed rows (see `ReadOut`) of every method of a program after all its layers. */
export function readRows(program: Program, readOut: ReadOut): Rows {
  const reader = createReader(program);
  const unit = (stream: Stream, row: number): Panel => {
    const { width, sizes } = program;
    return new Float64Array(sizes[stream] * width).fill(1, row * width, (row + 1) * width);
  };
  const end = program.layers.length;
  const own = (stream: Stream, row: number): Panel => {
    const e = unit(stream, row);
    return add(reader.rows(stream, e, null, end), multiply(e, program.identity[stream][end] ?? null));
  };
  const text = own('text', readOut.row);
  const image =
    readOut.mode === 'towers' ? own('image', 0) : reader.rows('image', null, unit('text', readOut.row), end);
  return { image, text };
}

/** R̂_cc x (`within`) and R_dc x (`across`), panels over c and d; null is zero. */
interface Columns {
  readonly within: Panel | null;
  readonly across: Panel | null;
}

function createReader(program: Program) {
  const { width, sizes, layers, identity, normalise, selfTerm, firstCross } = program;
  /** Row sums of R̂_ss before each layer with cross-attention; null where R̂_ss is still zero. */
  const sums: Record<Stream, (Panel | null)[]> = { text: [], image: [] };

  /** R̄_ss x before a layer, from R̂_ss x. */
  function normalisedTimes(s: Stream, before: number, within: Panel | null, x: Panel): Panel {
    const d = identity[s][before] ?? null;
    const kept = normalise ? keepWhere(x, d) : multiply(x, d);
    if (within === null) return kept;
    return add(normalise ? divideOrZero(within, sums[s][before]!) : within, kept);
  }

  /** R̄_ssᵀ y before a layer, as what it asks of R̂_ss (`u`) and what it takes from the identity part (`kept`). */
  function splitNormalised(s: Stream, before: number, y: Panel): { u: Panel | null; kept: Panel } {
    const d = identity[s][before] ?? null;
    if (!normalise) return { u: y, kept: multiply(y, d) };
    const total = sums[s][before] ?? null;
    return { u: total === null ? null : divideOrZero(y, total), kept: keepWhere(y, d) };
  }

  /** uᵀ R̂_cc + vᵀ R_dc of the state before layer `end`, as a panel over stream c; null is zero. */
  function rows(c: Stream, u: Panel | null, v: Panel | null, end: number): Panel {
    const d = otherStream(c);
    let result: Panel = new Float64Array(sizes[c] * width);
    for (let n = end - 1; n >= 0; n--) {
      if (n < firstCross) v = null;
      let nextU = scaled(u, carryOf(layers[n]!, c));
      let nextV = scaled(v, carryOf(layers[n]!, d));
      for (const step of layers[n]!) {
        const { query, key } = step.block;
        const asked = query === c ? u : v;
        if (asked === null || step.isZero) continue;
        if (query === key) {
          const through = applyTransposed(step, asked, width);
          if (query === c) {
            nextU = plus(nextU, through);
            result = add(result, multiply(through, identity[c][n] ?? null));
          } else nextV = plus(nextV, through);
        } else if (query === c) {
          nextV = plus(nextV, applyTransposed(step, asked, width));
        } else if (selfTerm) {
          const within = columns(d, asked, n).within;
          const through = applyTransposed(step, normalisedTimes(d, n, within, asked), width);
          const { u: more, kept } = splitNormalised(c, n, through);
          nextU = plus(nextU, more);
          result = add(result, kept);
        } else result = add(result, applyTransposed(step, asked, width));
      }
      u = nextU;
      v = nextV;
      if (u === null && v === null) break;
    }
    return result;
  }

  /** R̂_cc x and R_dc x of the state before layer `end`; R_dc x only as far as R̂_cc x needs it. */
  function columns(c: Stream, x: Panel, end: number): Columns {
    const lastRead = lastAsking(layers, c, end);
    let state: Columns = { within: null, across: null };
    for (let n = 0; n < end; n++) state = advance(c, x, state, n, n < lastRead);
    return state;
  }

  /** Columns after layer n from those before it; `across` is dropped when it is not wanted. */
  function advance(
    c: Stream,
    x: Panel,
    { within, across }: Columns,
    n: number,
    wantAcross: boolean,
  ): Columns {
    const d = otherStream(c);
    let nextWithin = scaled(within, carryOf(layers[n]!, c));
    let nextAcross = wantAcross ? scaled(across, carryOf(layers[n]!, d)) : null;
    for (const step of layers[n]!) {
      const { query, key } = step.block;
      if (step.isZero) continue;
      if (query === c && key === c) {
        const whole = plus(within, multiply(x, identity[c][n] ?? null))!;
        nextWithin = plus(nextWithin, applyMap(step, whole, width));
      } else if (query === c) {
        if (across !== null) nextWithin = plus(nextWithin, applyMap(step, across, width));
      } else if (!wantAcross) {
        continue;
      } else if (key === d) {
        if (across !== null) nextAcross = plus(nextAcross, applyMap(step, across, width));
      } else if (selfTerm) {
        const through = applyMap(step, normalisedTimes(c, n, within, x), width);
        const { u, kept } = splitNormalised(d, n, through);
        nextAcross = plus(plus(nextAcross, kept), u === null ? null : rows(d, u, null, n));
      } else nextAcross = plus(nextAcross, applyMap(step, x, width));
    }
    return { within: nextWithin, across: nextAcross };
  }

  /** Walks both streams forward together, because the sums of one enter eq. 10 of the other. */
  function findSums(): void {
    const end = lastCross(layers);
    const ones = (s: Stream): Panel => new Float64Array(sizes[s] * width).fill(1);
    const x = { text: ones('text'), image: ones('image') };
    let text: Columns = { within: null, across: null };
    let image: Columns = { within: null, across: null };
    for (let n = 0; n <= end; n++) {
      sums.text[n] = text.within;
      sums.image[n] = image.within;
      if (n === end) return;
      const nextText = advance('text', x.text, text, n, n < lastAsking(layers, 'text', end));
      image = advance('image', x.image, image, n, n < lastAsking(layers, 'image', end));
      text = nextText;
    }
  }

  if (normalise && selfTerm) findSums();
  return { rows };
}

/** Index of the last layer before `end` in which stream c attends to the other; −1 when there is none. */
function lastAsking(layers: Program['layers'], c: Stream, end: number): number {
  for (let n = end - 1; n >= 0; n--) {
    if (layers[n]!.some(({ block, isZero }) => block.query === c && block.key !== c && !isZero)) return n;
  }
  return -1;
}

/** Index of the last layer with cross-attention; −1 when there is none. */
function lastCross(layers: Program['layers']): number {
  return Math.max(lastAsking(layers, 'text', layers.length), lastAsking(layers, 'image', layers.length));
}

function carryOf(layer: readonly Step[], stream: Stream): Panel | null {
  return layer.find(({ block }) => block.query === stream)?.carry ?? null;
}

/** X ⊙ carry, where null X is zero and null carry is one. */
function scaled(x: Panel | null, carry: Panel | null): Panel | null {
  return x === null ? null : multiply(x, carry);
}

/** X + Y, where null is zero. */
function plus(x: Panel | null, y: Panel | null): Panel | null {
  if (x === null) return y;
  return y === null ? x : add(x, y);
}
