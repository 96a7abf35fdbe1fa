import type { Atom, Axis, Ids, Tokens } from './tokens';

/**
 * The axes of a reshaped value: atoms in their order, dealt out to the new dimensions. An atom is split where the
 * boundary of a dimension falls inside it. Positions of length 1 go to dimensions of length 1 in order; what is over
 * stays beside its neighbour.
 *
 * @param unknown makes the tokens of a dimension that no whole number of atoms fills
 */
export function regroup(
  tokens: Tokens,
  axes: readonly Axis[],
  shape: readonly number[],
  unknown: (count: number) => Ids,
): Axis[] {
  const queue: Atom[] = axes.flat();
  const isUnit = (at: number) => queue[at]?.size === 1;
  return shape.map((size, at) => {
    const got: Atom[] = [];
    if (size === 1) {
      if (!isUnit(0)) return got;
      got.push(queue.shift()!);
      const isLastUnit = shape[at + 1] !== 1;
      // More of them than dimensions: together, as batch and token are in a flattened matrix of one row.
      while (isLastUnit && isUnit(0)) got.push(queue.shift()!);
      return got;
    }
    let rest = size;
    while (rest > 1) {
      const atom = queue.shift();
      if (!atom) return [{ size, ids: unknown(size) }];
      if (rest % atom.size === 0) {
        got.push(atom);
        rest /= atom.size;
      } else if (atom.size % rest === 0) {
        const [outer, inner] = tokens.split(atom.ids, atom.size / rest);
        got.push({ size: rest, ids: outer });
        queue.unshift({ size: atom.size / rest, ids: inner });
        rest = 1;
      } else {
        const [here, left] = unaligned(atom, rest, queue, unknown);
        got.push(here);
        if (left) queue.unshift(left);
        rest = 1;
      }
    }
    if (at === shape.length - 1) while (isUnit(0)) got.push(queue.shift()!);
    return rejoined(tokens, got);
  });
}

/** Boundaries that cut atoms at no whole number: one unknown axis up to the next common boundary. */
function unaligned(
  atom: Atom,
  need: number,
  queue: Atom[],
  unknown: (count: number) => Ids,
): [Atom, Atom | undefined] {
  let product = atom.size;
  while (product % need !== 0 && queue.length > 0) product *= queue.shift()!.size;
  const left = Math.floor(product / need);
  return [{ size: need, ids: unknown(need) }, left > 1 ? { size: left, ids: unknown(left) } : undefined];
}

/** Two halves of one axis side by side are the whole again. */
function rejoined(tokens: Tokens, atoms: readonly Atom[]): Atom[] {
  const out: Atom[] = [];
  for (const atom of atoms) {
    out.push(atom);
    for (let again = true; again && out.length > 1;) {
      const [first, second] = out.slice(-2) as [Atom, Atom];
      const whole = tokens.halvesOf(first.ids, second.ids);
      again = whole !== undefined;
      if (whole) out.splice(-2, 2, { size: whole.length, ids: whole });
    }
  }
  return out;
}
