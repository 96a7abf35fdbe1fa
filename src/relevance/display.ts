/** A map as it is shown and exported. */
export interface NormalisedMap {
  /** Mass 1 (signed maps: absolute mass 1); all zero when the map was. */
  readonly values: Float64Array;
  /** Sum of absolute values before normalisation, special tokens left out. */
  readonly rawMass: number;
}

/**
 * Scales a map to mass 1, a signed one to absolute mass 1, so that maps of different methods can share one scale. A map
 * that is all zero stays so. `special` marks entries that are not shown (start and end tokens): they become 0 and carry
 * no mass.
 */
export function normaliseMap(values: ArrayLike<number>, special?: readonly boolean[]): NormalisedMap {
  const shown = Float64Array.from({ length: values.length }, (_, n) => (special?.[n] ? 0 : values[n]!));
  const rawMass = shown.reduce((sum, value) => sum + Math.abs(value), 0);
  return { values: rawMass === 0 ? shown : shown.map((value) => value / rawMass), rawMass };
}

/** a − b, entry by entry: for two normalised maps, where `a` puts more of its mass than `b`. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  requireSameLength(a, b);
  return Float64Array.from({ length: a.length }, (_, n) => a[n]! - b[n]!);
}

export function requireSameLength(a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length === b.length) return;
  throw new RangeError(
    `Two maps are compared that have ${a.length} and ${b.length} entries; they must be as long.`,
  );
}
