/** Texts to token ids by any tokenizer that its library reads: WordPiece, byte-level BPE, Unigram. */
import { Tokenizer as Library } from '@huggingface/tokenizers';
import { WhylightError } from '../tensor/error';
import { wholeCharacters } from './bytes';
import { checkSteps } from './patterns';

/** A tokenised text, or two in one sequence; all lists are equally long. */
export interface AnyEncoding {
  readonly ids: readonly number[];
  /** 0 for the first text, 1 for the second (`token_type_ids`). */
  readonly typeIds: readonly number[];
  /** Display text of each token. A character of several tokens stands whole in the first of them. */
  readonly tokens: readonly string[];
  /** Word of each token, from 0 and on over both texts; −1 for special tokens. */
  readonly wordIds: readonly number[];
  /** A text had more tokens than the model takes, and its end was left out. */
  readonly truncated: boolean;
}

export interface AnyTokenizer {
  encode(text: string, second?: string): AnyEncoding;
  /** Ids of tokens with a meaning of their own, by their spelling. */
  readonly special: ReadonlyMap<string, number>;
}

/** Characters of a text that are looked at. */
const MAX_CHARACTERS = 10_000;
/** Token beyond which no model here reads. */
const MAX_TOKENS = 4096;

interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special?: boolean;
}

function fail(problem: string): never {
  throw new WhylightError('model-broken', `The model's tokenizer.json ${problem}.`);
}

/**
 * @param json a parsed `tokenizer.json`
 * @param maxLength most tokens of a sequence, special ones included
 * @throws WhylightError ('model-broken') for one that cannot be used
 */
export function loadAnyTokenizer(json: unknown, maxLength = MAX_TOKENS): AnyTokenizer {
  if (typeof json !== 'object' || json === null || !('model' in json)) fail('holds no tokenizer');
  const file = json as Readonly<Record<string, unknown>>;
  checkSteps([file['normalizer'], file['pre_tokenizer']], (problem) => fail(problem));
  const added = Array.isArray(file['added_tokens']) ? (file['added_tokens'] as AddedToken[]) : [];
  const special = new Map(added.filter((token) => token.special).map(({ content, id }) => [content, id]));
  const build = (own: object): Library => {
    try {
      return new Library({ ...file, ...own }, {});
    } catch (cause) {
      return fail(`cannot be used (${cause instanceof Error ? cause.message : String(cause)})`);
    }
  };
  // Special tokens typed in a text are text: the plain one does not know them, and the whole one frames what it made.
  const plain = build({
    added_tokens: added.filter((token) => !token.special),
    post_processor: null,
    decoder: null,
  });
  const whole = build({});
  const frame = framesOf(whole, special);
  return {
    special,
    encode(text, second) {
      const texts = second === undefined ? [text] : [text, second];
      const pieces = texts.map((one) =>
        plain.encode(one.slice(0, MAX_CHARACTERS), { add_special_tokens: false }),
      );
      const around = frame(texts.length);
      const room = Math.max(
        0,
        Math.min(maxLength, MAX_TOKENS) - around.reduce((sum, part) => sum + part.length, 0),
      );
      const kept = shortened(
        pieces.map(({ ids }) => ids.length),
        room,
      );
      return framed(pieces, kept, around);
    },
  };
}

/** The special tokens before, between and behind one or two texts, as the file's own steps put them. */
function framesOf(whole: Library, special: ReadonlyMap<string, number>) {
  const ids = new Set(special.values());
  const of = (count: number): { id: number; token: string; type: number }[][] => {
    const {
      ids: all,
      tokens,
      token_type_ids,
    } = whole.encode('a', {
      ...(count === 2 ? { text_pair: 'a' } : {}),
      return_token_type_ids: true,
    });
    const parts: { id: number; token: string; type: number }[][] = [[]];
    all.forEach((id, n) => {
      if (ids.has(id)) parts.at(-1)!.push({ id, token: tokens[n]!, type: token_type_ids[n] ?? 0 });
      else if (n === 0 || ids.has(all[n - 1]!)) parts.push([]);
    });
    while (parts.length < count + 1) parts.push([]);
    return parts.slice(0, count + 1);
  };
  const known = new Map<number, ReturnType<typeof of>>();
  return (count: number) => {
    const found = known.get(count) ?? of(count);
    known.set(count, found);
    return found;
  };
}

/** How many tokens of each text are kept: the longer one is cut first. */
function shortened(lengths: readonly number[], room: number): number[] {
  const kept = [...lengths];
  const total = () => kept.reduce((sum, length) => sum + length, 0);
  while (total() > room && total() > 0) {
    const longest = kept.indexOf(Math.max(...kept));
    kept[longest]!--;
  }
  return kept;
}

function framed(
  pieces: readonly { readonly ids: number[]; readonly tokens: string[] }[],
  kept: readonly number[],
  around: readonly (readonly { id: number; token: string; type: number }[])[],
): AnyEncoding {
  const ids: number[] = [];
  const typeIds: number[] = [];
  const tokens: string[] = [];
  const wordIds: number[] = [];
  let first = 0;
  const put = (part: (typeof around)[number]) => {
    for (const { id, token, type } of part) {
      ids.push(id);
      typeIds.push(type);
      tokens.push(token);
      wordIds.push(-1);
    }
  };
  put(around[0]!);
  pieces.forEach((piece, n) => {
    const words = wordsOf(piece.tokens);
    ids.push(...piece.ids.slice(0, kept[n]));
    typeIds.push(...piece.ids.slice(0, kept[n]).map(() => n));
    tokens.push(...shown(piece.tokens, words).slice(0, kept[n]));
    wordIds.push(...words.slice(0, kept[n]).map((word) => word + first));
    first += (words.at(-1) ?? -1) + 1;
    put(around[n + 1] ?? []);
  });
  return { ids, typeIds, tokens, wordIds, truncated: pieces.some((piece, n) => kept[n]! < piece.ids.length) };
}

/** Marks of a word's beginning, of its going on, and of its end, in the spellings that vocabularies have. */
const BEGINS = /^[Ġ▁]/;
const GOES_ON = /^##/;
const ENDS = /<\/w>$/;
const PUNCTUATION = /^[\p{P}\p{S}]+$/u;

function wordsOf(symbols: readonly string[]): number[] {
  const hasBeginnings = symbols.some((symbol) => BEGINS.test(symbol));
  const hasEnds = symbols.some((symbol) => ENDS.test(symbol));
  let word = -1;
  return symbols.map((symbol, n) => {
    const before = symbols[n - 1];
    const isNew =
      n === 0 ||
      (hasEnds
        ? ENDS.test(before!)
        : hasBeginnings
          ? BEGINS.test(symbol) || PUNCTUATION.test(symbol) || PUNCTUATION.test(bare(before!))
          : !GOES_ON.test(symbol));
    if (isNew) word++;
    return word;
  });
}

const bare = (symbol: string): string => symbol.replace(BEGINS, '').replace(GOES_ON, '').replace(ENDS, '');

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
