/** `smooth`: monotone cubic between patch centres. `patch`: each patch its own colour, exactly. */
export type Drawing = 'smooth' | 'patch';

/**
 * Slopes of a monotone cubic through equally spaced values (Fritsch & Carlson 1980, with the harmonic mean of
 * Fritsch & Butland 1984): zero at local extremes, so that no curve leaves the range of its two neighbours.
 */
function slopes(values: Float32Array, from: number, count: number, step: number, out: Float32Array): void {
  for (let i = 0; i < count; i++) {
    if (i === 0 || i === count - 1) {
      out[i] = 0;
      continue;
    }
    const at = from + i * step;
    const before = values[at]! - values[at - step]!;
    const after = values[at + step]! - values[at]!;
    out[i] = before * after > 0 ? (2 * before * after) / (before + after) : 0;
  }
}

/** Where an output pixel lies between patch centres: the patch before it and the Hermite weights there. */
interface Position {
  readonly cell: number;
  readonly weights: readonly [value0: number, value1: number, slope0: number, slope1: number];
}

function positions(count: number, length: number): Position[] {
  return Array.from({ length }, (_, i) => {
    // Half a patch at each border lies outside the centres and takes the border patch's value.
    const centre = Math.min(Math.max(((i + 0.5) / length) * count - 0.5, 0), count - 1);
    const cell = Math.min(Math.floor(centre), Math.max(count - 2, 0));
    const t = centre - cell;
    const u = 1 - t;
    return { cell, weights: [(1 + 2 * t) * u * u, t * t * (3 - 2 * t), t * u * u, -t * t * u] };
  });
}

/** A set of parallel lines in an array: strides between the values of a line and between lines. */
interface Lines {
  readonly step: number;
  readonly jump: number;
}

/** Interpolates `lines` lines of `count` values to `length` values each. */
function along(
  values: Float32Array,
  { step, jump }: Lines,
  lines: number,
  count: number,
  length: number,
  to: Lines,
): Float32Array {
  const out = new Float32Array(lines * length);
  const slope = new Float32Array(count);
  const at = positions(count, length);
  for (let line = 0; line < lines; line++) {
    const from = line * jump;
    slopes(values, from, count, step, slope);
    for (let i = 0; i < length; i++) {
      const { cell, weights } = at[i]!;
      const next = Math.min(cell + 1, count - 1);
      out[line * to.jump + i * to.step] =
        weights[0] * values[from + cell * step]! +
        weights[1] * values[from + next * step]! +
        weights[2] * slope[cell]! +
        weights[3] * slope[next]!;
    }
  }
  return out;
}

const across = (cols: number): Lines => ({ step: 1, jump: cols });
const down = (cols: number): Lines => ({ step: cols, jump: 1 });

/**
 * The monotone cubic is not linear, so rows first and columns first differ a little and each leaves streaks one way;
 * their mean treats both directions alike.
 */
function smooth(map: Float32Array, rows: number, cols: number, width: number, height: number): Float32Array {
  const wide = along(map, across(cols), rows, cols, width, across(width));
  const out = along(wide, down(width), width, rows, height, down(width));
  const tall = along(map, down(cols), cols, rows, height, down(cols));
  const other = along(tall, across(cols), height, cols, width, across(width));
  for (let i = 0; i < out.length; i++) out[i] = (out[i]! + other[i]!) / 2;
  return out;
}

function exact(map: Float32Array, rows: number, cols: number, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) / height) * rows) * cols;
    for (let x = 0; x < width; x++) out[y * width + x] = map[row + Math.floor(((x + 0.5) / width) * cols)]!;
  }
  return out;
}

/**
 * Draws a rows × cols map (row-major) at `width` × `height`. Either way the colour at a patch's centre is the patch's
 * own value and nothing exceeds its neighbours: no new peaks, a map ≥ 0 stays ≥ 0, zero patches side by side stay zero.
 * Throws a RangeError when the map's length is not rows · cols or the size is below 1.
 */
export function upsample(
  values: ArrayLike<number>,
  rows: number,
  cols: number,
  width: number,
  height: number,
  drawing: Drawing = 'smooth',
): Float32Array {
  if (values.length !== rows * cols || values.length === 0) {
    throw new RangeError(
      `upsample: a map of ${rows} × ${cols} patches has ${rows * cols} values, but ${values.length} came`,
    );
  }
  if (!(width >= 1 && height >= 1)) {
    throw new RangeError(
      `upsample: cannot draw at ${width} × ${height} pixels; both sides must be 1 or more`,
    );
  }
  const map = Float32Array.from(values);
  return (drawing === 'smooth' ? smooth : exact)(map, rows, cols, width, height);
}
