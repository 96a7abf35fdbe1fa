/** What becomes of a file's inputs: a value of the graph, a constant, or an input of the program. */
import { constant, filled, type Constant } from './fold/constant';
import { plainType, type PlainType } from './read/elementTypes';
import type { ForeignDim, ForeignInput, ForeignModel } from './read/foreign';
import { named, Refusal, shapeText } from './refusal';

export interface InputOptions {
  /** Concrete shapes, where the file leaves lengths open. */
  readonly shapes?: Readonly<Record<string, readonly number[]>>;
  /** Lengths by the names that the file gives them (`batch_size`, `sequence_length`); `shapes` goes before. */
  readonly lengths?: Readonly<Record<string, number>>;
  /** Masks are bound to ones: nothing is padding. */
  readonly masksOfOnes?: boolean;
  /** Positions are bound to 0 … n − 1. */
  readonly countedPositions?: boolean;
}

const CACHE =
  /^(past|past_key_values?|past_key_self|past_value_self|past_key_cross|past_value_cross|cache)(?=[._\d]|$)/;
const SWITCH = /^use_cache(_branch)?$/;
/** Masks that are 1 for what is there; of `padding_mask` 1 means the opposite, and `bool_masked_pos` is no mask. */
const MASK = /^(?!.*padding).*mask$/;
const POSITIONS = /(^|_)(position_ids|cache_position)$/;

/** An input that is found to be a cache of earlier steps. */
export const isCache = (input: Pick<ForeignInput, 'name'>): boolean => CACHE.test(input.name);

/** Lengths that the file leaves open and the options do not give, each with an input that has it. */
export function openLengths(model: ForeignModel, options: InputOptions): Map<string, string> {
  const open = new Map<string, string>();
  for (const input of model.graph.inputs) {
    if (isCache(input) || SWITCH.test(input.name) || options.shapes?.[input.name]) continue;
    for (const dim of input.shape ?? []) {
      if (typeof dim === 'string' && options.lengths?.[dim] === undefined) open.set(dim, input.name);
    }
  }
  return open;
}

/**
 * Element type and shape of an input. What a file fixes stays: seven tokens in a `[batch, 1]` input would be read as a
 * batch of them.
 * @throws Refusal when a length is open, or is not the one that the file fixes
 */
export function inputType(
  input: ForeignInput,
  options: InputOptions,
): { readonly dtype: PlainType; readonly shape: readonly number[] } {
  const dtype = input.dtype && plainType(input.dtype);
  if (dtype === undefined) {
    const kind = input.dtype ? `a tensor of ${input.dtype}` : 'no tensor';
    throw new Refusal(
      'element-type',
      `The input ${named(input.name)} is ${kind}; only tensors of numbers are taken here.`,
    );
  }
  const given = options.shapes?.[input.name];
  if (given) {
    checkGiven(input, given);
    return { dtype, shape: given };
  }
  const shape = input.shape?.map((dim) => (typeof dim === 'string' ? options.lengths?.[dim] : dim));
  if (!shape || shape.some((dim) => dim === undefined)) {
    throw new Refusal(
      'shape',
      `The input ${named(input.name)} of shape ${input.shape ? shapeText(input.shape) : 'unknown'} needs a number for ` +
        'each of its lengths; choose them.',
    );
  }
  return { dtype, shape: shape as number[] };
}

function checkGiven({ name, shape }: ForeignInput, given: readonly number[]): void {
  const fits = !shape || (shape.length === given.length && shape.every((dim, i) => fitsDim(dim, given[i]!)));
  if (fits && given.every((dim) => Number.isSafeInteger(dim) && dim >= 0)) return;
  throw new Refusal(
    'shape',
    `The input ${named(name)} takes the shape ${shapeText(shape ?? [])}, not ${shapeText(given)}; choose lengths that ` +
      'the model was made for.',
  );
}

const fitsDim = (dim: ForeignDim, length: number): boolean => typeof dim === 'string' || dim === length;

/**
 * The constant that an input is bound to without being asked: a cache of length 0, the switch of a merged decoder off;
 * and where it is asked for, masks of ones and positions in order. Undefined for all others.
 */
export function boundConstant(input: ForeignInput, options: InputOptions): Constant | undefined {
  const { name } = input;
  if (options.shapes?.[name] && (isCache(input) || SWITCH.test(name)))
    checkNoCache(name, options.shapes[name]);
  if (isCache(input)) return emptyCache(input, options);
  if (SWITCH.test(name)) {
    const { dtype, shape } = inputType(input, openAsOne(input));
    return filled(dtype, shape, 0);
  }
  if (options.masksOfOnes && MASK.test(name)) {
    const { dtype, shape } = inputType(input, options);
    // A mask in floating point may be added to the scores instead: nothing says which it is.
    return dtype === 'float32' ? undefined : filled(dtype, shape, 1);
  }
  if (options.countedPositions && POSITIONS.test(name)) {
    const { dtype, shape } = inputType(input, options);
    const row = shape.at(-1) ?? 1;
    const count = filled(dtype, shape, 0).data.map((_, i) => i % row);
    return constant(dtype, shape, count);
  }
  return undefined;
}

const openAsOne = ({ name, shape }: ForeignInput) => ({
  shapes: { [name]: (shape ?? []).map((dim) => (typeof dim === 'string' ? 1 : dim)) },
});

function checkNoCache(name: string, shape: readonly number[]): void {
  if (isCache({ name }) && !shape.includes(0)) {
    throw new Refusal(
      'cache',
      `The input ${named(name)} holds keys or values of earlier steps, which are not empty; give the whole text at once, ` +
        'with an empty cache.',
    );
  }
}

/** A cache of length 0: the batch is one, every other open length (past, encoder) is none. */
function emptyCache(input: ForeignInput, options: InputOptions): Constant {
  const given = options.shapes?.[input.name];
  const { dtype, shape } = inputType(input, {
    shapes: {
      [input.name]: given ?? (input.shape ?? []).map((dim, axis) => emptied(dim, axis, input, options)),
    },
  });
  if (shape.includes(0)) return constant(dtype, shape, []);
  throw new Refusal(
    'cache',
    `The input ${named(input.name)} of shape ${shapeText(input.shape ?? [])} holds keys or values of earlier steps, of a ` +
      'fixed length; export the model with a cache of open length, or without one.',
  );
}

function emptied(dim: ForeignDim, axis: number, { shape }: ForeignInput, options: InputOptions): number {
  if (typeof dim === 'number') return dim;
  // `past` of the vendor's Attention has keys and values stacked in front: [2, batch, heads, past, size].
  const isBatch = /batch/i.test(dim) || axis === (shape?.length === 5 ? 1 : 0);
  if (isBatch && !/past|seq/i.test(dim)) return options.lengths?.[dim] ?? 1;
  if (isBatch && /batch/i.test(dim)) return 1;
  return 0;
}
