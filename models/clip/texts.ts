/** What a text and an image are to the towers: streams of tokens, and inputs with parts left out. */
import { readAt, streamOf, tokensOfWords, type Grid, type ReadOut, type Stream } from '../../src/anatomy';
import type { BlockValues } from '../../src/engine/block-values';
import type { PlannedBlock } from '../../src/engine/planned-blocks';
import { keptTokens } from '../../src/faithfulness';
import type { Shortened } from '../../src/methods/probe';
import type { Encoding } from '../../src/text/tokenizer';
import type { ImageInput, TextInput } from './inputs';

/** The vision tower's stream: class token, then patches row by row. */
export const imageStream = (grid: Grid): Stream =>
  streamOf('image', [
    { kind: 'special', count: 1, label: 'class token' },
    { kind: 'patches', count: grid.rows * grid.cols, grid, label: 'image' },
  ]);

/** The text tower's stream: start token, the words' tokens, end token. */
export const textStream = ({ tokens }: Pick<Encoding, 'tokens'>): Stream =>
  streamOf('text', [
    { kind: 'special', count: 1, label: tokens[0]! },
    { kind: 'words', count: tokens.length - 2, label: 'text' },
    { kind: 'special', count: 1, label: tokens.at(-1)! },
  ]);

/** Read at the last token of the text. */
export const readAtEnd = (
  blocks: readonly Pick<BlockValues | PlannedBlock, 'query'>[],
  { tokens }: Pick<Encoding, 'tokens'>,
): ReadOut => readAt(blocks, 'text', tokens.length - 1, tokens.length);

/** The images of some runs: one for all where none lacks a patch. */
export function imagesOf(patches: Float32Array, runs: readonly Shortened[]): ImageInput[] {
  if (runs.every((run) => run.patches === undefined)) return [{ patches }];
  return runs.map(({ patches: kept }) => (kept ? { patches, kept } : { patches }));
}

/**
 * The texts of some runs: one for all where none lacks a word.
 * @param inPlace the words that stay keep their positions instead of closing up
 */
export function textsOf(
  { ids, wordIds }: Pick<Encoding, 'ids' | 'wordIds'>,
  runs: readonly Shortened[],
  inPlace = false,
): TextInput[] {
  if (runs.every((run) => run.words === undefined)) return [{ ids }];
  const words = tokensOfWords(wordIds);
  return runs.map((run) => {
    if (!run.words) return { ids };
    const positions = [...keptTokens(words, run.words, ids.length)];
    const kept = positions.map((token) => ids[token]!);
    return inPlace ? { ids: kept, positions } : { ids: kept };
  });
}

/** Runs on one image go with all texts, and runs on one text with all images. */
export const repeated = <T>(items: readonly T[], size: number): readonly T[] =>
  items.length === size ? items : Array.from({ length: size }, () => items[0]!);
