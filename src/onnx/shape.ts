/** One dimension: a length, or the name of a length that is known only at run time (`batch`, `text_tokens`). */
export type Dim = number | string;
export type Shape = readonly Dim[];

export const formatShape = (shape: Shape): string => `[${shape.join(', ')}]`;

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((dim, axis) => dim === b[axis]);

/** Turns an axis that may count from the end into one that counts from 0; throws when it is out of range. */
export function normalizeAxis(axis: number, rank: number, what: string): number {
  const normalized = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || normalized < 0 || normalized >= rank) {
    throw new Error(`${what}: axis ${axis} is outside of a tensor of rank ${rank}.`);
  }
  return normalized;
}

/**
 * Shape of an element-wise result under ONNX's multidirectional broadcasting. Two differently named dimensions never
 * broadcast against each other, since nothing says that they are equal.
 */
export function broadcastShapes(a: Shape, b: Shape, what: string): Dim[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left === right || right === 1) return left;
    if (left === 1) return right;
    throw new Error(
      `${what}: shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast at axis ${axis}.`,
    );
  });
}

/** Product of the known dimensions, and the named ones sorted: two shapes with equal sizes hold as many elements. */
function symbolicSize(shape: Shape): { known: number; named: string } {
  let known = 1;
  const named: string[] = [];
  for (const dim of shape) {
    if (typeof dim === 'number') known *= dim;
    else named.push(dim);
  }
  return { known, named: named.sort().join('*') };
}

/**
 * Shape that `Reshape` gives, in ONNX's notation: 0 copies the input's dimension at that place, one −1 takes what is
 * left. What is left must be a plain number, or exactly one named dimension.
 */
export function reshapeShape(input: Shape, target: readonly number[], what: string): Dim[] {
  const result: Dim[] = target.map((dim, axis) => {
    if (dim !== 0) return dim;
    const copied = input[axis];
    if (copied === undefined)
      throw new Error(`${what}: 0 at axis ${axis} has no dimension to copy in ${formatShape(input)}.`);
    return copied;
  });
  const open = target.indexOf(-1);
  const before = symbolicSize(input);
  if (open < 0) {
    const after = symbolicSize(result);
    if (before.known !== after.known || before.named !== after.named) {
      throw new Error(`${what}: ${formatShape(input)} does not fit into ${formatShape(result)}.`);
    }
    return result;
  }
  const after = symbolicSize(result.filter((_, axis) => axis !== open));
  const ratio = before.known / after.known;
  const left = remainingNames(before.named, after.named);
  if (left === undefined || !Number.isInteger(ratio) || (left !== '' && ratio !== 1 && left.includes('*'))) {
    throw new Error(`${what}: ${formatShape(input)} does not fit into [${target.join(', ')}].`);
  }
  result[open] = left === '' ? ratio : ratio === 1 ? left : `${ratio}*${left}`;
  return result;
}

function remainingNames(all: string, taken: string): string | undefined {
  const names = all === '' ? [] : all.split('*');
  for (const name of taken === '' ? [] : taken.split('*')) {
    const at = names.indexOf(name);
    if (at < 0) return undefined;
    names.splice(at, 1);
  }
  return names.join('*');
}
