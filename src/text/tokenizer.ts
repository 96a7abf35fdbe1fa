/** Questions to token ids, in CLIP's way. */
import { Tokenizer as Bpe } from '@huggingface/tokenizers';
import { wholeCharacters } from './bytes';
import { cleanText } from './clean';
import { checkTokenizerFile, fail, tokenId, type AddedToken, type TokenizerFile } from './file';
import { checkSteps } from './patterns';
import { END, START, WORD_END } from './symbols';

export interface TokenizerConfig {
  /** Most tokens the text tower takes, start and end included (`max_position_embeddings`); at least 2. */
  readonly maxLength: number;
  /** Spelling of the start and end token where they are not CLIP's. */
  readonly start?: string;
  readonly end?: string;
  /**
   * False: as transformers' fast tokenizer reads a text, which cleans nothing and takes start and end tokens that are typed
   * in it for such. True when left out: as CLIP's training did, with the two as plain text.
   */
  readonly clean?: boolean;
}

/** A tokenised text; the three lists are equally long, at least 2 (start, end) and at most `maxLength`. */
export interface Encoding {
  /** Start token (where the model has one), the text's tokens, end token; the end token is always last. */
  readonly ids: readonly number[];
  /**
   * Display text of each token, e.g. `what`, `?`; special tokens as spelt. A character of several tokens stands whole in the
   * first of them, and the others are empty, so that a word is its tokens one after the other.
   */
  readonly tokens: readonly string[];
  /** Index from 0 of the word each token belongs to (punctuation counts as a word); −1 for start and end. */
  readonly wordIds: readonly number[];
  /** The text had more tokens than the model takes, and its end was left out. */
  readonly truncated: boolean;
}

export interface Tokenizer {
  /** Id of the token that every text ends with. */
  readonly eos: number;
  readonly maxLength: number;
  /** One more than the largest id: rows that the embedding table must have. */
  readonly vocabSize: number;
  /** Never fails: any text has tokens, unknown words too. Special tokens typed in the text are plain text. */
  encode(text: string): Encoding;
}

/** CLIP's texts begin with a token too. */
export interface ClipTokenizer extends Tokenizer {
  readonly bos: number;
}

/** Characters of a text that are looked at: thousands of words, far beyond any model's length, still instantly. */
export const MAX_CHARACTERS = 10_000;

/**
 * @param tokenizerJson a parsed `tokenizer.json` of CLIP's kind
 * @throws WhylightError ('model-broken') when it is of another kind or lacks what is needed
 */
export function loadTokenizer(tokenizerJson: unknown, config: TokenizerConfig): ClipTokenizer {
  const { maxLength, start = START, end = END, clean = true } = config;
  if (!Number.isInteger(maxLength) || maxLength < 2) {
    fail(`is to give at most ${maxLength} tokens, expected a whole number of 2 or more`);
  }
  const file = checkTokenizerFile(tokenizerJson);
  const bos = tokenId(file, start);
  const eos = tokenId(file, end);
  const own = clean ? ownTokens(file, [start, end]) : file.added_tokens;
  const bpe = build(file, own);
  const alone = new Set(own.map(({ content }) => content));
  const largest = [...Object.values(file.model.vocab), ...own.map(({ id }) => id)].reduce(
    (max, id) => Math.max(max, id),
    Math.max(bos, eos),
  );

  return {
    bos,
    eos,
    maxLength,
    vocabSize: largest + 1,
    encode(text) {
      const trimmed = text.trim();
      const read = clean ? cleanText(trimmed.slice(0, MAX_CHARACTERS)) : letterByLetter(text);
      const { ids, tokens } = bpe.encode(read, { add_special_tokens: false });
      const kept = Math.min(ids.length, maxLength - 2);
      const words = wordsOf(tokens, alone);
      return {
        ids: [bos, ...ids.slice(0, kept), eos],
        // Shown before the end is cut off, so that a character whose rest it takes along is still whole.
        tokens: [start, ...shown(tokens, words).slice(0, kept), end],
        wordIds: [-1, ...words.slice(0, kept), -1],
        truncated: kept < ids.length || trimmed.length > MAX_CHARACTERS,
      };
    },
  };
}

/** That library makes letters small one by one: it knows no other form of a Σ at the end of a word. */
const letterByLetter = (text: string): string => text.slice(0, MAX_CHARACTERS).replaceAll('Σ', 'σ');

/**
 * Tokens that a checkpoint was taught beside its vocabulary (`<sks>`). Start and end token are none, so that one typed in a
 * question is text and cannot end it early, nor is a word of the vocabulary that some files mark as special.
 */
function ownTokens(file: TokenizerFile, special: readonly string[]): readonly AddedToken[] {
  return file.added_tokens.filter(
    ({ content }) => !special.includes(content) && !Object.hasOwn(file.model.vocab, content),
  );
}

function build(file: TokenizerFile, added: readonly AddedToken[]): Bpe {
  checkSteps([file.normalizer, file.pre_tokenizer], fail);
  try {
    return new Bpe({ ...file, added_tokens: [...added], post_processor: null, decoder: null }, {});
  } catch (cause) {
    return fail(`cannot be used (${cause instanceof Error ? cause.message : String(cause)})`);
  }
}

/** What each token shows, word by word: no character reaches beyond its word. */
function shown(symbols: readonly string[], words: readonly number[]): string[] {
  const found: string[] = [];
  for (let from = 0; from < symbols.length;) {
    let to = from + 1;
    while (to < symbols.length && words[to] === words[from]) to++;
    found.push(...wholeCharacters(symbols.slice(from, to).map(bare)));
    from = to;
  }
  return found;
}

const bare = (symbol: string): string =>
  symbol.endsWith(WORD_END) ? symbol.slice(0, -WORD_END.length) : symbol;

/** @param alone tokens that are words, though they have no mark of a word's end */
function wordsOf(symbols: readonly string[], alone: ReadonlySet<string>): number[] {
  let word = 0;
  return symbols.map((symbol) => (symbol.endsWith(WORD_END) || alone.has(symbol) ? word++ : word));
}
