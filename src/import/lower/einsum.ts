/** Sums of products by index letters (ONNX Einsum), of one or two tensors: transpositions, reshapes and one product. */
import type { GraphBuilder } from '../../onnx/builder';
import type { Value } from '../../onnx/graph';
import { sizeOf } from '../../tensor/tensor';
import type { Call, Lowering } from '../call';

/** A tensor with a letter an axis; axes of an ellipsis have numbers, counted from the end. */
interface Term {
  readonly value: Value;
  readonly labels: readonly string[];
}

export const einsum: Lowering = (call) => {
  const equation = call.attributes.text('equation', '').replace(/\s/g, '');
  const [left, right] = equation.split('->');
  const lists = left!.split(',');
  if (lists.length !== call.inputs.length || lists.length > 2)
    throw call.refuse(`of ${lists.length} tensors`);
  const terms = lists.map((list, at) => term(call, list, at));
  const out = right === undefined ? impliedLabels(terms) : expandedLabels(right, terms);
  const [a, b] = terms.map((x) => summed(call.g, x, out, terms));
  const result = b ? product(call.g, a!, b, out) : a!;
  return [call.of(ordered(call.g, result, out))];
};

function term(call: Call, list: string, at: number): Term {
  const rank = call.rank(at);
  const letters = list.replace('...', '');
  const dots = list.includes('...') ? rank - letters.length : 0;
  const start = list.indexOf('...');
  const ellipsis = Array.from({ length: dots }, (_, i) => String(dots - 1 - i));
  const labels = [...letters];
  if (start >= 0) labels.splice(start, 0, ...ellipsis);
  const isPlain = labels.length === rank && new Set(labels).size === rank && /^[a-zA-Z]*$/.test(letters);
  if (!isPlain) throw call.refuse('with a letter twice in one tensor, or not as many letters as axes');
  return { value: call.value(at), labels };
}

const isEllipsis = (label: string): boolean => /\d/.test(label);

const ellipsisOf = (terms: readonly Term[]): string[] =>
  [...new Set(terms.flatMap(({ labels }) => labels.filter(isEllipsis)))].sort(
    (a, b) => Number(b) - Number(a),
  );

/** Without an arrow: the ellipsis, then in alphabetical order all letters that stand once. */
function impliedLabels(terms: readonly Term[]): string[] {
  const all = terms.flatMap(({ labels }) => labels).filter((label) => !isEllipsis(label));
  const single = all.filter((label) => all.indexOf(label) === all.lastIndexOf(label));
  return [...ellipsisOf(terms), ...single.sort()];
}

function expandedLabels(list: string, terms: readonly Term[]): string[] {
  const labels = [...list.replace('...', '')];
  const start = list.indexOf('...');
  if (start >= 0) labels.splice(start, 0, ...ellipsisOf(terms));
  return labels;
}

/** Without the axes that only this tensor has and nobody wants. */
function summed(
  g: GraphBuilder,
  { value, labels }: Term,
  out: readonly string[],
  terms: readonly Term[],
): Term {
  const isWanted = (label: string) =>
    out.includes(label) || terms.every((other) => other.labels.includes(label) && terms.length > 1);
  const dropped = labels.flatMap((label, axis) => (isWanted(label) ? [] : [axis]));
  if (dropped.length === 0) return { value, labels };
  return { value: g.reduceSum(value, dropped, 0), labels: labels.filter(isWanted) };
}

/** [batch…, rows, inner] times [batch…, inner, columns]. */
function product(g: GraphBuilder, a: Term, b: Term, out: readonly string[]): Term {
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => out.includes(label));
  const inner = shared.filter((label) => !out.includes(label));
  const rows = a.labels.filter((label) => !b.labels.includes(label));
  const columns = b.labels.filter((label) => !a.labels.includes(label));
  const left = grouped(g, a, batch, rows, inner);
  const right = grouped(g, b, batch, inner, columns);
  const value = g.matmul(left, right);
  const lengths = [...lengthsOf(a, rows), ...lengthsOf(b, columns)];
  const shape = [...(value.shape.slice(0, batch.length) as number[]), ...lengths];
  return { value: g.reshape(value, shape), labels: [...batch, ...rows, ...columns] };
}

const lengthsOf = ({ value, labels }: Term, wanted: readonly string[]): number[] =>
  wanted.map((label) => value.shape[labels.indexOf(label)] as number);

function grouped(
  g: GraphBuilder,
  x: Term,
  batch: readonly string[],
  rows: readonly string[],
  columns: readonly string[],
): Value {
  const order = [...batch, ...rows, ...columns].map((label) => x.labels.indexOf(label));
  const shape = [...lengthsOf(x, batch), sizeOf(lengthsOf(x, rows)), sizeOf(lengthsOf(x, columns))];
  return g.reshape(g.transpose(x.value, order), shape);
}

const ordered = (g: GraphBuilder, { value, labels }: Term, out: readonly string[]): Value =>
  g.transpose(
    value,
    out.map((label) => labels.indexOf(label)),
  );
