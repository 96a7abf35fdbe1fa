/** CLIP's conventions of byte-level BPE (Radford et al. 2021), and `tokenizer.json` files made from merges. */
import type { TokenizerFile } from './file';
import { BYTE_CHARACTERS } from './bytes';
import { CLIP_STEPS, WORD_PATTERN } from './clip-steps';
import { END, START, WORD_END } from './symbols';

const words = new RegExp(WORD_PATTERN, 'gu');

/** Lower-cased words of a text as CLIP splits them before BPE. */
export function clipWords(text: string): string[] {
  return text.normalize('NFC').replace(/\s+/g, ' ').toLowerCase().match(words) ?? [];
}

/** Merges of a `merges.txt`: a `#version` line, then two symbols per line. */
export function parseMerges(text: string): [string, string][] {
  const lines = text.split('\n');
  // Only the first line can be a comment: '#' is also a symbol.
  const first = lines[0]?.includes('#version') ? 1 : 0;
  const merges: [string, string][] = [];
  for (const line of lines.slice(first)) {
    const [left, right] = line.trimEnd().split(' ');
    if (left !== undefined && right !== undefined && left !== '') merges.push([left, right]);
  }
  return merges;
}

/**
 * A Hugging Face `tokenizer.json` for CLIP-like BPE. Ids: 256 byte symbols, the same at a word's end, one per
 * merge, start and end token. For checkpoints that come with merges only, and for tokenizers trained by this project.
 * @param merges most important first
 * @param vocabulary ids where they are given (`vocab.json`); the order above otherwise
 * @param added ids of tokens of the checkpoint's own (`added_tokens.json`)
 */
export function clipTokenizerJson(
  merges: readonly (readonly [string, string])[],
  vocabulary?: Readonly<Record<string, number>>,
  added: Readonly<Record<string, number>> = {},
): TokenizerFile {
  const symbols = [
    ...BYTE_CHARACTERS,
    ...BYTE_CHARACTERS.map((character) => character + WORD_END),
    ...merges.map(([left, right]) => left + right),
    START,
    END,
  ];
  // fromEntries, not assignment: a token may be spelt `__proto__`.
  const vocab = vocabulary ?? Object.fromEntries(symbols.map((symbol, id) => [symbol, id]));
  const special = [START, END].map((content) => ({
    id: vocab[content] ?? -1,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }));
  return {
    version: '1.0',
    added_tokens: [
      ...special,
      ...Object.entries(added).map(([content, id]) => ({
        ...special[0]!,
        id,
        content,
        normalized: true,
        special: false,
      })),
    ],
    ...CLIP_STEPS,
    post_processor: {
      type: 'RobertaProcessing',
      sep: [END, special[1]!.id],
      cls: [START, special[0]!.id],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: END,
      continuing_subword_prefix: '',
      end_of_word_suffix: WORD_END,
      fuse_unk: false,
      ignore_merges: false,
      vocab,
      merges: merges.map(([left, right]) => `${left} ${right}`),
    },
  };
}
