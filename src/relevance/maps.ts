import { MethodError } from './errors';
import type { Block, ReadOut, Stream } from './types';

/** What a method says of every token: `image` has the CLS token first, `text` holds all tokens; not normalised. */
export interface Maps {
  readonly image: Float64Array;
  readonly text: Float64Array;
}

/**
 * The last block in which the token that is read attends to `stream`: for patches the last text→image block (two
 * towers: the last vision block), for words the last self-attention of the text.
 */
export function lastBlock(blocks: readonly Block[], stream: Stream, { mode }: ReadOut): Block {
  const query: Stream = mode === 'towers' ? stream : 'text';
  const found = [...blocks].reverse().find((block) => block.query === query && block.key === stream);
  if (found === undefined) {
    throw new MethodError(
      `The model has no block in which ${query} tokens attend to ${stream} tokens, which this method reads.`,
    );
  }
  return found;
}
