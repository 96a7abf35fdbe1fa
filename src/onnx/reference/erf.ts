/**
 * Error function to about 1e-15, in float64. The Maclaurin series (Abramowitz & Stegun 7.1.6) where it converges
 * without cancellation, and the continued fraction of erfc (7.1.14) beyond.
 */
export function erf(x: number): number {
  const t = Math.abs(x);
  const value = t < 2.5 ? series(t) : 1 - complement(t);
  return x < 0 ? -value : value;
}

/** erf x = 2/√π e^{−x²} Σ 2ⁿ x^{2n+1} / (1·3·5···(2n+1)): all terms positive. */
function series(x: number): number {
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > 1e-17 * total; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

/** erfc x = e^{−x²}/√π · 1/(x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))) */
function complement(x: number): number {
  if (x > 27) return 0;
  let fraction = x;
  for (let k = 120; k >= 1; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}
