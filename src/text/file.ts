/** The fields of a `tokenizer.json` that matter here, and the check that a file has them. */
import { WhylightError } from '../tensor/error';
import { quoted } from '../tensor/quote';
import { BYTE_CHARACTERS } from './bytes';
import { CLIP_STEPS } from './clip-steps';
import { WORD_END } from './symbols';

export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special?: boolean;
}

export interface BpeModel {
  readonly type: 'BPE';
  readonly dropout?: number | null;
  readonly unk_token?: string | null;
  readonly continuing_subword_prefix?: string | null;
  readonly fuse_unk?: boolean;
  readonly ignore_merges?: boolean;
  readonly end_of_word_suffix: string;
  readonly vocab: Readonly<Record<string, number>>;
  readonly merges: readonly (string | readonly [string, string])[];
}

/** Hugging Face's format; normaliser, pre-tokeniser and decoder are read by the tokenizer library. */
export interface TokenizerFile {
  readonly version?: string;
  readonly added_tokens: readonly AddedToken[];
  readonly normalizer: unknown;
  readonly pre_tokenizer: unknown;
  readonly post_processor: unknown;
  readonly decoder: unknown;
  readonly model: BpeModel;
}

/**
 * A parsed `tokenizer.json`, if it is of CLIP's kind: byte-level BPE with `</w>`, with a symbol for every byte, so that
 * no text is ever unknown.
 * @throws WhylightError naming what is missing
 */
export function checkTokenizerFile(json: unknown): TokenizerFile {
  const file = fields(json, 'is not a JSON object');
  const model = fields(file['model'], 'has no model');
  const type = model['type'] ?? 'BPE';
  if (type !== 'BPE') fail(`is of type ${quoted(type)}, expected "BPE" as in CLIP`);
  if (model['end_of_word_suffix'] !== WORD_END)
    fail(`does not mark the ends of words with ${WORD_END} as CLIP does`);
  const vocab = fields(model['vocab'], 'has no vocabulary');
  const size = Object.keys(vocab).length;
  for (const [token, id] of Object.entries(vocab)) {
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id > 2 * size + 1000) {
      fail(`gives the token ${quoted(token)} the id ${quoted(id)}, expected a whole number from 0`);
    }
  }
  for (const character of BYTE_CHARACTERS) {
    for (const symbol of [character, character + WORD_END]) {
      if (!Object.hasOwn(vocab, symbol)) fail(`has no token for the byte symbol "${symbol}"`);
    }
  }
  const { merges } = model;
  if (!Array.isArray(merges) || !merges.every(isMerge)) fail('has no list of merges, each of two symbols');
  const added = file['added_tokens'] ?? [];
  if (!Array.isArray(added) || !added.every(isAddedToken)) fail('has added tokens without a text and an id');
  return {
    added_tokens: added,
    ...stepsOf(file['normalizer'] ?? null, file['pre_tokenizer'] ?? null),
    post_processor: file['post_processor'] ?? null,
    decoder: file['decoder'] ?? null,
    model: { ...model, type: 'BPE' } as unknown as BpeModel,
  };
}

/**
 * The first files for CLIP (until transformers 4.17) give byte symbols as their only pre-tokeniser, and the library brought
 * CLIP's splitting into words with it: read as they stand, they would keep the spaces.
 */
function stepsOf(
  normalizer: unknown,
  pre_tokenizer: unknown,
): Pick<TokenizerFile, 'normalizer' | 'pre_tokenizer'> {
  const { type } = (pre_tokenizer ?? {}) as { readonly type?: unknown };
  return type === 'ByteLevel' ? CLIP_STEPS : { normalizer, pre_tokenizer };
}

/** Id of a token that stands in the vocabulary or among the added tokens. */
export function tokenId(file: TokenizerFile, token: string): number {
  const added = file.added_tokens.find(({ content }) => content === token)?.id;
  if (added !== undefined) return added;
  if (!Object.hasOwn(file.model.vocab, token)) fail(`has no token "${token}"`);
  return file.model.vocab[token]!;
}

export function fail(problem: string): never {
  throw new WhylightError(
    'model-broken',
    `The tokenizer ${problem}; use the tokenizer.json of a CLIP model.`,
  );
}

function fields(value: unknown, problem: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(problem);
  return value as Record<string, unknown>;
}

function isMerge(merge: unknown): boolean {
  const symbols = typeof merge === 'string' ? merge.split(' ') : merge;
  return (
    Array.isArray(symbols) && symbols.length === 2 && symbols.every((symbol) => typeof symbol === 'string')
  );
}

function isAddedToken(token: unknown): token is AddedToken {
  if (typeof token !== 'object' || token === null) return false;
  const { id, content } = token as Partial<AddedToken>;
  return typeof content === 'string' && content !== '' && Number.isInteger(id) && id! >= 0;
}
