/** What the inputs of a foreign graph are fed, by the names that exporters give them. */
import type { ForeignInput, ForeignModel } from '../../src/import';
import type { AnyEncoding } from '../../src/text/any';
import { WhylightError } from '../../src/tensor/error';
import type { ForeignFeed } from './foreign';
import type { PixelValues } from './pixels';

export interface Given {
  readonly pixels?: PixelValues | undefined;
  readonly text?: AnyEncoding | undefined;
  /** Words that are left out: their tokens are hidden by the attention mask. */
  readonly hidden?: ReadonlySet<number> | undefined;
}

const ints = (shape: readonly number[], data: ArrayLike<number>): ForeignFeed => ({
  dtype: 'int64',
  shape,
  data,
});

/** Each input that is known, with what makes its feed; undefined where what it needs was not given. */
const FEEDS: Readonly<Record<string, (given: Given, input: ForeignInput) => ForeignFeed | undefined>> = {
  pixel_values: ({ pixels }) =>
    pixels && { dtype: 'float32', shape: [1, 3, pixels.height, pixels.width], data: pixels.data },
  pixel_mask: ({ pixels }) =>
    pixels && ints([1, pixels.height, pixels.width], new Float64Array(pixels.height * pixels.width).fill(1)),
  input_ids: ({ text }) => text && ints([1, text.ids.length], text.ids),
  token_type_ids: ({ text }) => text && ints([1, text.ids.length], text.typeIds),
  attention_mask: ({ text, hidden }) =>
    text &&
    ints(
      [1, text.ids.length],
      text.wordIds.map((word) => (hidden?.has(word) ? 0 : 1)),
    ),
  position_ids: ({ text }) =>
    text &&
    ints(
      [1, text.ids.length],
      text.ids.map((_, n) => n),
    ),
};

/** Inputs in the order in which they arrive: an image before the text that is asked about it. */
export const IMAGE_INPUTS: readonly string[] = ['pixel_values', 'pixel_mask'];
export const TEXT_INPUTS: readonly string[] = [
  'input_ids',
  'token_type_ids',
  'attention_mask',
  'position_ids',
];

/** @throws WhylightError ('model-broken') naming an input that nothing here can be fed to */
export function feedsFor({ graph }: ForeignModel, given: Given): Record<string, ForeignFeed> {
  const feeds: Record<string, ForeignFeed> = {};
  for (const input of graph.inputs) {
    const feed = FEEDS[input.name]?.(given, input);
    if (feed) feeds[input.name] = feed;
    else if (!(input.name in FEEDS))
      throw new WhylightError(
        'model-broken',
        `The model takes the input "${input.name.slice(0, 60)}", and nothing that is asked here can be given to it.`,
      );
  }
  return feeds;
}
