/** Why a graph cannot be explained, in sentences for people. */
import type { Reason, Unfollowed } from './candidates';

const SENTENCES: Readonly<Record<Reason, (detail: string) => string>> = {
  batch: (input) =>
    `Its attention runs over the items of a batch (the first axis of ${input}), so that tokens never see each other; there is nothing between tokens to explain.`,
  channels: (count) =>
    `It attends between ${count} channels and not between tokens; relevance between tokens is not defined for that.`,
  windows: (count) =>
    `Its tokens attend within ${count} windows of their own; models with windows cannot be explained yet.`,
  items: (count) =>
    `Its inputs hold ${count} items in one batch; each has its own explanation: give one item.`,
  cache: (names) =>
    `Its keys include ones that were cached in earlier steps (${names}), whose relevance is not known; give the whole sequence with an empty cache.`,
  'mixed-keys': (names) =>
    `Its tokens are weighted sums of other tokens (${names}), made by a constant matrix; relevance between all tokens is not defined for that.`,
  chosen: (names) =>
    `Its tokens are chosen by their values (from ${names}) while it runs, so that a map would not say which they are.`,
  repeated: (count) => `The same tokens stand more than once among ${count} of a block's.`,
  'weighted-sum': () =>
    'A softmax weighs its tokens without a matrix product (element by element, then a sum); this form cannot be followed yet.',
  merged: (count) =>
    `It merges or convolves tokens between attention blocks (into ${count}), and no relevance between all tokens is defined then.`,
  'no-residual': (block) =>
    `Block ${block} has no residual connection around it, which the rules of relevance rest on.`,
  'no-attention': () =>
    'No softmax attention was found in it, so there is nothing that relevance could follow.',
  'not-read': (value) => `What is explained (${value}) does not read any of its tokens.`,
  'unknown-tokens': (value) =>
    `What the rows and columns of its attention ${value} stand for could not be told from the graph.`,
};

/** A graph that cannot be followed whole; `message` is a sentence about the model. */
export class AnatomyError extends Error {
  readonly reason: Reason;

  constructor({ reason, detail }: Pick<Unfollowed, 'reason' | 'detail'>) {
    super(SENTENCES[reason](detail));
    this.name = 'AnatomyError';
    this.reason = reason;
  }
}
