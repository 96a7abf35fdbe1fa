/**
 * Cosine and sine of whole degrees from additions and multiplications only: `Math.sin` may differ in the last bit
 * between engines, and a scene must render to the same bytes everywhere.
 */
const RADIANS = 3.141592653589793 / 180;

/** Taylor series, for |x| ≤ π/4, where eight terms reach double precision. */
function series(x: number, first: number, from: number): number {
  let term = first;
  let sum = first;
  for (let n = from; n < from + 16; n += 2) {
    term *= -(x * x) / (n * (n + 1));
    sum += term;
  }
  return sum;
}

/** [cosine, sine] of an angle in whole degrees. */
export function cosSin(degrees: number): readonly [number, number] {
  const turned = ((degrees % 360) + 360) % 360;
  const quarter = Math.floor((turned + 45) / 90) % 4;
  const x = (turned - Math.floor((turned + 45) / 90) * 90) * RADIANS;
  const c = series(x, 1, 1);
  const s = series(x, x, 2);
  if (quarter === 0) return [c, s];
  if (quarter === 1) return [-s, c];
  if (quarter === 2) return [-c, -s];
  return [s, -c];
}
