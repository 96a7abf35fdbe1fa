import { permutation, prng } from '../relevance/prng';

/** `positive` removes the most relevant first (a lower curve is better), `negative` the least (higher is better). */
export type Direction = 'positive' | 'negative';

/** Order of ties, shared by all methods: entry n is the place of unit n in one seeded permutation. */
export function tieBreak(units: number, seed: number): Int32Array {
  const places = new Int32Array(units);
  permutation(units, prng(seed)).forEach((unit, place) => (places[unit] = place));
  return places;
}

/**
 * Units in the order in which they are removed. Units of equal relevance go in the order of `ties` in both directions,
 * so that no method gains from where its ties happen to lie.
 *
 * @throws RangeError when relevance and ties differ in length or a value is not finite.
 */
export function removalOrder(
  relevance: ArrayLike<number>,
  ties: Int32Array,
  direction: Direction,
): Int32Array {
  if (relevance.length !== ties.length) {
    throw new RangeError(
      `A map of ${relevance.length} entries orders ${ties.length} units; expected one each.`,
    );
  }
  const values = Array.from(relevance);
  if (!values.every(Number.isFinite)) {
    throw new RangeError('A map that is to order removals holds a value that is not a finite number.');
  }
  const sign = direction === 'positive' ? -1 : 1;
  return Int32Array.from(values.keys()).sort(
    (a, b) => sign * (values[a]! - values[b]!) || ties[a]! - ties[b]!,
  );
}

/** What is kept after the first `removed` units of an order are gone, ascending. */
export function keptUnits(order: Int32Array, removed: number): Int32Array {
  return order.slice(removed).sort();
}
