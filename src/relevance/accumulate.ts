import { otherStream, toLayers, type Layer, type PlacedBlock, type Sizes } from './layers';
import { addInto, addProduct, scaleRows, transpose } from './matrix';
import type { AccumulationRule, RowScale } from './rule';
import type { Block, Relevance, Stream } from './types';

/**
 * Relevance during accumulation. R_ss = diag(D) + R̂: the identity part is kept apart, so that small rows of R̂ are never
 * lost beside it and nothing is ever subtracted.
 */
interface State {
  /** D of each stream, as a vector; 1 unless a rule scales what was there before. */
  readonly identity: Record<Stream, Float64Array>;
  /** R̂_tt and R̂_ii. */
  readonly within: Record<Stream, Float64Array>;
  /** R_ti under `text`, R_it under `image`. */
  readonly across: Record<Stream, Float64Array>;
}

/**
 * Full relevance matrices after all blocks, in float64, by the rules of Chefer et al. 2021, eqs. 6–11, with the row
 * weights of `rule`. Costs a product of square matrices a block: for one row use the read-out.
 */
export function accumulate(
  blocks: readonly Block[],
  sizes: Sizes,
  rule: AccumulationRule,
  startLayer = 0,
): Relevance {
  const state = startState(sizes);
  for (const layer of toLayers(blocks, sizes, startLayer)) applyLayer(state, layer, rule, sizes);
  return {
    tt: withIdentity(state, 'text'),
    ti: state.across.text,
    it: state.across.image,
    ii: withIdentity(state, 'image'),
  };
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

function startState({ text, image }: Sizes): State {
  return {
    identity: { text: new Float64Array(text).fill(1), image: new Float64Array(image).fill(1) },
    within: { text: new Float64Array(text * text), image: new Float64Array(image * image) },
    across: { text: new Float64Array(text * image), image: new Float64Array(image * text) },
  };
}

/** All blocks of a layer read the state before it; their additions are applied together. */
function applyLayer(state: State, layer: Layer, rule: AccumulationRule, sizes: Sizes): void {
  const updates = layer.map((placed) => additions(state, placed, rule, sizes));
  layer.forEach(({ block }, n) => {
    const { within, across, carry } = updates[n]!;
    const stream = block.query;
    if (carry !== null) {
      scaleRows(state.within[stream], carry);
      scaleRows(state.across[stream], carry);
      scaleRows(state.identity[stream], carry);
    }
    addInto(state.within[stream], within);
    addInto(state.across[stream], across);
  });
}

/** What one block adds to R̂_ss (`within`) and R_sq (`across`) of its query stream s. */
function additions(state: State, { block, index }: PlacedBlock, rule: AccumulationRule, sizes: Sizes) {
  const s = block.query;
  const q = otherStream(s);
  const scale = rule.scale(block, index);
  const map = weightedMap(block, scale);
  const within = new Float64Array(sizes[s] * sizes[s]);
  const across = new Float64Array(sizes[s] * sizes[q]);
  if (block.key === s) {
    // Eqs. 6 and 7. Ā R_ss = Ā D + Ā R̂_ss.
    for (let at = 0; at < map.length; at++) within[at] = map[at]! * state.identity[s][at % sizes[s]]!;
    addProduct(within, map, state.within[s], sizes[s], sizes[s], sizes[s]);
    addProduct(across, map, state.across[s], sizes[s], sizes[s], sizes[q]);
  } else {
    // Eqs. 10 and 11.
    addProduct(within, map, state.across[q], sizes[s], sizes[q], sizes[s]);
    if (rule.selfTerm) {
      const right = new Float64Array(sizes[s] * sizes[q]);
      addProduct(right, map, normalised(state, q, rule), sizes[s], sizes[q], sizes[q]);
      const left = transpose(normalised(state, s, rule), sizes[s], sizes[s]);
      addProduct(across, left, right, sizes[s], sizes[s], sizes[q]);
    } else addInto(across, map);
  }
  return { within, across, carry: scale.carry };
}

/** R̄ = rownorm(R̂) + rownorm(D); R itself when the rule does not normalise. */
function normalised(state: State, stream: Stream, rule: AccumulationRule): Float64Array {
  if (!rule.normalise) return withIdentity(state, stream);
  const identity = state.identity[stream];
  const out = normaliseRows(state.within[stream], identity.length);
  identity.forEach((d, n) => {
    if (d !== 0) out[n * identity.length + n]! += 1;
  });
  return out;
}

function withIdentity(state: State, stream: Stream): Float64Array {
  const identity = state.identity[stream];
  const out = Float64Array.from(state.within[stream]);
  identity.forEach((d, n) => (out[n * identity.length + n]! += d));
  return out;
}
