import type { Panel } from './panel';

/** X ⊙ Y; null stands for all ones. */
export function multiply(x: Panel, y: Panel | null): Panel {
  if (y === null) return x;
  const out = new Float64Array(x.length);
  for (let n = 0; n < x.length; n++) out[n] = x[n]! * y[n]!;
  return out;
}

/** X ⊘ Y where Y is not 0, and 0 there: what a row that sums to zero gives after normalisation. */
export function divideOrZero(x: Panel, y: Panel): Panel {
  const out = new Float64Array(x.length);
  for (let n = 0; n < x.length; n++) out[n] = y[n] === 0 ? 0 : x[n]! / y[n]!;
  return out;
}

/** X where Y is not 0, and 0 there; null stands for all ones. */
export function keepWhere(x: Panel, y: Panel | null): Panel {
  if (y === null) return x;
  const out = new Float64Array(x.length);
  for (let n = 0; n < x.length; n++) out[n] = y[n] === 0 ? 0 : x[n]!;
  return out;
}

/** X + Y. */
export function add(x: Panel, y: Panel): Panel {
  const out = new Float64Array(x.length);
  for (let n = 0; n < x.length; n++) out[n] = x[n]! + y[n]!;
  return out;
}
