/** Texts to token ids in SigLIP's way: SentencePiece's pieces, an end token, no start token. */
import { Tokenizer as Library } from '@huggingface/tokenizers';
import { checkPieceFile, failPieces, WORD_START, type PieceFile } from './piece-file';
import { MAX_CHARACTERS, type Tokenizer } from './tokenizer';

export interface PieceTokenizer extends Tokenizer {
  /** Id of the token that fills texts up to the model's length. */
  readonly padding: number;
}

/** How a family marks its texts, and what it makes of a text before. */
interface Family {
  readonly end: string;
  readonly padding: string;
  readonly prepare: (text: string) => string;
}

/** `string.punctuation` of Python. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

const FAMILIES: readonly Family[] = [
  {
    // SigLIP's, after T5: small letters, no ASCII punctuation (big_vision's `canonicalize_text`).
    end: '</s>',
    padding: '</s>',
    prepare: (text) => text.toLowerCase().replace(PUNCTUATION, '').replace(/\s+/g, ' ').trim(),
  },
  // Gemma's, which SigLIP 2 was trained with on texts in small letters.
  { end: '<eos>', padding: '<pad>', prepare: (text) => text.toLowerCase() },
];

/**
 * @param json a parsed `tokenizer.json` of the Unigram kind, or of byte-falling-back BPE as Gemma's
 * @param config.maxLength most tokens, the end token included
 * @throws WhylightError ('model-broken') when it is of another kind or lacks what is needed
 */
export function loadPieceTokenizer(
  json: unknown,
  { maxLength }: { readonly maxLength: number },
): PieceTokenizer {
  const file = checkPieceFile(json);
  const family = FAMILIES.find(({ end }) => file.ids.has(end));
  if (!family) return failPieces(`has no end token (${FAMILIES.map(({ end }) => end).join(' or ')})`);
  const { end, prepare } = family;
  const idOf = (token: string): number => file.ids.get(token) ?? failPieces(`has no token "${token}"`);
  const [eos, padding] = [idOf(end), idOf(family.padding)];
  const library = build(file);
  return {
    eos,
    padding,
    maxLength,
    vocabSize: [...file.ids.values()].reduce((most, id) => Math.max(most, id), 0) + 1,
    encode(text) {
      const { ids, tokens } = library.encode(prepare(text.slice(0, MAX_CHARACTERS)), {
        add_special_tokens: false,
      });
      const kept = Math.min(ids.length, maxLength - 1);
      return {
        ids: [...ids.slice(0, kept), eos],
        tokens: [...tokens.slice(0, kept).map((token) => token.replaceAll(WORD_START, '')), end],
        wordIds: [...wordsOf(tokens).slice(0, kept), -1],
        truncated: kept < ids.length || text.length > MAX_CHARACTERS,
      };
    },
  };
}

/** Special tokens are left out, so that one typed in a text is text. */
function build({ added_tokens, model, normalizer, pre_tokenizer }: PieceFile): Library {
  const own = added_tokens.filter(({ special }) => special !== true);
  try {
    const config = { version: '1.0', added_tokens: own, normalizer, pre_tokenizer, model };
    return new Library({ ...config, post_processor: null, decoder: null }, {});
  } catch (cause) {
    return failPieces(`cannot be used (${cause instanceof Error ? cause.message : String(cause)})`);
  }
}

function wordsOf(tokens: readonly string[]): number[] {
  let word = 0;
  return tokens.map((token, n) => (n > 0 && token.startsWith(WORD_START) ? ++word : word));
}
