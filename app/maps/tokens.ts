/** Where the tokens of a stream lie on the page: on patches of the image, or among the document's tokens. */
import type { Stream, StreamId } from '../../src/anatomy';
import type { ExplanationDocument } from '../../src/ask';

type Texts = Pick<ExplanationDocument, 'streams' | 'words'>;

export interface TokenPlaces {
  /** The stream's tokens that are patches, `from` … `to` − 1; absent where it has none. */
  readonly patches?: { readonly from: number; readonly to: number };
  /** What a token's index among the document's tokens lacks to its index in the stream; absent where it has no words. */
  readonly textOffset?: number;
  /** The token that stands for all: a class token before patches, the last token of a text. */
  readonly summary: number;
}

/** @returns places of a stream that the document does not describe: none */
export function placesIn(id: StreamId, { streams, words }: Texts): TokenPlaces {
  const parts = streams.find((stream) => stream.id === id)?.parts ?? [];
  const patches = parts.find(({ kind }) => kind === 'patches');
  const text = parts.find(({ kind }) => kind === 'words');
  return {
    ...(patches ? { patches: { from: patches.from, to: patches.to } } : {}),
    ...(text ? { textOffset: text.from - firstWord(words, text) } : {}),
    summary: patches
      ? (parts.find(({ kind }) => kind === 'special')?.from ?? 0)
      : (parts.at(-1)?.to ?? 1) - 1,
  };
}

/** Where a stream's words begin among the document's tokens; special tokens may be among its words. */
const firstWord = (words: readonly number[], { from, to }: Stream['parts'][number]): number =>
  to - from === words.length
    ? 0
    : Math.max(
        0,
        words.findIndex((word) => word >= 0),
      );

/** Index in a stream of a patch of the image, or of a token of the document; undefined where the stream has no such thing. */
export function tokenAt(
  { patches, textOffset }: TokenPlaces,
  { patch, word }: { readonly patch?: number | undefined; readonly word?: number | undefined },
): number | undefined {
  if (textOffset !== undefined && word !== undefined) return word + textOffset;
  return patches && patch !== undefined ? patches.from + patch : undefined;
}
