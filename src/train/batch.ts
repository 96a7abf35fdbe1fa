import { causalScores, HIDDEN } from '../tensor/mask';

/** One image with the questions about it, as a data source gives it. */
export interface Example {
  /** Flattened, normalised patches [N, 3p²] without the class token's row. */
  readonly patches: Float32Array;
  /** Token ids of a caption, start and end included; empty when the step has no captions. */
  readonly caption: readonly number[];
  readonly questions: readonly { readonly ids: readonly number[]; readonly answer: number }[];
  /** Soft labels of each head [N, C], in the order of patches. */
  readonly labels: Readonly<Record<string, Float32Array>>;
  /** 1 where a patch shows an object, 0 where it shows background alone [N]; left out where that is not known. */
  readonly covered?: Uint8Array;
}

/** Gives the examples of a step. The same step always gets the same examples, so that training resumes exactly. */
export interface ExampleSource<E = Example> {
  examples(step: number): Promise<readonly E[]>;
  close(): Promise<void>;
}

export interface Feed {
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** Token ids of a padded batch of texts: row-major [B, L], −1 behind the end of a text. */
export interface PaddedTexts {
  readonly batch: number;
  readonly length: number;
  readonly ids: Int32Array;
}

export function padTexts(texts: readonly (readonly number[])[]): PaddedTexts {
  const length = Math.max(...texts.map((ids) => ids.length));
  const ids = new Int32Array(texts.length * length).fill(-1);
  texts.forEach((text, row) => ids.set(text, row * length));
  return { batch: texts.length, length, ids };
}

/**
 * Causal mask, end selectors and key mask of a padded batch, named after the text they belong to. With `lastWord` a text
 * is read at the token before its end token.
 */
export function textFeeds(
  name: string,
  { batch, length, ids }: PaddedTexts,
  lastWord = false,
): Record<string, Feed> {
  const lengths = Array.from({ length: batch }, (_, b) => {
    const padding = ids.subarray(b * length, (b + 1) * length).indexOf(-1);
    return padding < 0 ? length : padding;
  });
  return {
    [`${name}_causal_mask`]: { dtype: 'float32', shape: [1, 1, length, length], data: causalScores(length) },
    ...keyFeeds(name, lengths, length, lastWord ? 2 : 1),
  };
}

/**
 * End selectors [B, 1, L] and key mask [B, 1, 1, L] of rows that are `lengths` long and padded to `longest`; the
 * selector chooses the last token, or the one `fromEnd` − 1 before it.
 */
export function keyFeeds(
  name: string,
  lengths: readonly number[],
  longest: number,
  fromEnd = 1,
): Record<string, Feed> {
  const end = new Float32Array(lengths.length * longest);
  const keyMask = new Float32Array(lengths.length * longest);
  lengths.forEach((tokens, b) => {
    end[b * longest + tokens - fromEnd] = 1;
    keyMask.fill(HIDDEN, b * longest + tokens, (b + 1) * longest);
  });
  return {
    [`${name}_end`]: { dtype: 'float32', shape: [lengths.length, 1, longest], data: end },
    [`${name}_key_mask`]: { dtype: 'float32', shape: [lengths.length, 1, 1, longest], data: keyMask },
  };
}

/** Rows of an embedding table for the ids of a batch plus the positions': [B, L, d]; zeros behind the end. */
export function lookUp(
  { batch, length, ids }: PaddedTexts,
  tokens: Float32Array,
  positions: Float32Array,
  d: number,
): Feed {
  const data = new Float32Array(batch * length * d);
  ids.forEach((id, place) => {
    if (id < 0) return;
    const position = place % length;
    for (let i = 0; i < d; i++) data[place * d + i] = tokens[id * d + i]! + positions[position * d + i]!;
  });
  return { dtype: 'float32', shape: [batch, length, d], data };
}

/** The adjoint of `lookUp`: adds the rows of a cotangent to the gradients of both tables. */
export function scatterAdd(
  { length, ids }: PaddedTexts,
  ct: Float32Array,
  tokens: Float32Array,
  positions: Float32Array,
  d: number,
): void {
  ids.forEach((id, place) => {
    if (id < 0) return;
    const position = place % length;
    for (let i = 0; i < d; i++) {
      const value = ct[place * d + i]!;
      tokens[id * d + i]! += value;
      positions[position * d + i]! += value;
    }
  });
}

/**
 * Patches of a batch with the class token's row of zeros in front, and their rows in the position table. `kept` lists
 * for each image the patches that stay (all lists equally long), in any order.
 */
export function patchFeeds(
  examples: readonly Example[],
  kept: readonly (readonly number[])[],
  width: number,
): Record<string, Feed> {
  const tokens = kept[0]!.length + 1;
  const patches = new Float32Array(examples.length * tokens * width);
  const positions = new Int32Array(examples.length * tokens);
  examples.forEach((example, image) => {
    kept[image]!.forEach((patch, i) => {
      const row = image * tokens + i + 1;
      patches.set(example.patches.subarray(patch * width, (patch + 1) * width), row * width);
      positions[row] = patch + 1;
    });
  });
  return {
    patches: { dtype: 'float32', shape: [examples.length, tokens, width], data: patches },
    positions: { dtype: 'int32', shape: [examples.length, tokens], data: positions },
  };
}

/** Labels of the kept patches, with a row of zeros for the class token, which has none. */
export function labelFeed(
  examples: readonly Example[],
  kept: readonly (readonly number[])[],
  head: string,
  classes: number,
): Feed {
  const tokens = kept[0]!.length + 1;
  const data = new Float32Array(examples.length * tokens * classes);
  examples.forEach((example, image) => {
    const labels = example.labels[head];
    if (!labels) throw new Error(`An example has no labels for the head ${head}.`);
    kept[image]!.forEach((patch, i) => {
      data.set(labels.subarray(patch * classes, (patch + 1) * classes), (image * tokens + i + 1) * classes);
    });
  });
  return { dtype: 'float32', shape: [examples.length, tokens, classes], data };
}
