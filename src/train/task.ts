import type { Feed, PaddedTexts } from './batch';
import type { Parameters } from './parameters';
import type { StepMode, StepProgram } from './program';

/** What one step feeds to its program, apart from parameters and loss weights. */
export interface StepInputs {
  readonly feeds: Readonly<Record<string, Feed>>;
  /** Right answers, in the order of the rows of `logits`, −1 for rows that have none; empty without questions. */
  readonly answers: readonly number[];
  /** Texts whose embeddings were looked up for the inputs `NAME_embeds`; their gradients go back into the tables. */
  readonly texts: Readonly<Record<string, PaddedTexts>>;
}

/** One kind of training: its program, and how examples become the program's inputs. */
export interface Task<E> {
  /** Examples that a step takes. */
  readonly images: number;
  /** Size of the answer vocabulary. */
  readonly answers: number;
  /** Names of the two tables that `texts` are looked up in, outside of the program; needed where there are any. */
  readonly tables?: { readonly tokens: string; readonly positions: string };
  /** Whether weight decay pulls a parameter toward zero. */
  readonly isDecayed: (name: string, shape: readonly number[]) => boolean;
  /** Holds parameters to the limits that the model sets them; called after each step. */
  readonly limit?: (parameters: Parameters) => void;
  /** The program, with gradients or without. */
  program(mode: StepMode): StepProgram;
  /**
   * Inputs of a step, or of a batch to evaluate.
   * @param uniform decides what is left out; nothing is when undefined
   */
  inputs(examples: readonly E[], parameters: Parameters, uniform: (() => number) | undefined): StepInputs;
}

export const scalarFeed = (value: number): Feed => ({
  dtype: 'float32',
  shape: [],
  data: new Float32Array([value]),
});

/** Rows [indices, classes] with a one at each index. @throws RangeError for an index that is no class */
export function oneHot(indices: readonly number[], classes: number): Feed {
  const data = new Float32Array(indices.length * classes);
  indices.forEach((index, row) => {
    if (!Number.isInteger(index) || index < 0 || index >= classes)
      throw new RangeError(`There is no class ${index}; expected 0 to ${classes - 1}.`);
    data[row * classes + index] = 1;
  });
  return { dtype: 'float32', shape: [indices.length, classes], data };
}
