/** A `tokenizer.json` of SentencePiece's kind, and the check that it is one. */
import { WhylightError } from '../tensor/error';
import { quoted } from '../tensor/quote';
import { checkSteps } from './patterns';

/** Begins a word. */
export const WORD_START = '▁';

export interface PieceFile {
  readonly added_tokens: readonly {
    readonly id: number;
    readonly content: string;
    readonly special?: boolean;
  }[];
  readonly normalizer: unknown;
  readonly pre_tokenizer: unknown;
  readonly model: Readonly<Record<string, unknown>> & { readonly type: 'Unigram' | 'BPE' };
  /** Id of every piece. */
  readonly ids: ReadonlyMap<string, number>;
}

export function failPieces(problem: string): never {
  throw new WhylightError(
    'model-broken',
    `The tokenizer ${problem}; use the spiece.model or tokenizer.json of a SigLIP model.`,
  );
}

/** @throws WhylightError ('model-broken') naming what is missing */
export function checkPieceFile(json: unknown): PieceFile {
  const file = fields(json, 'is not a JSON object');
  const model = fields(file['model'], 'has no model');
  const added = (file['added_tokens'] ?? []) as PieceFile['added_tokens'];
  if (!Array.isArray(added) || !added.every(isAdded)) failPieces('has added tokens without a text and an id');
  checkSteps([file['normalizer'], file['pre_tokenizer']], failPieces);
  const ids = new Map([...idsOf(model), ...added.map(({ content, id }) => [content, id] as const)]);
  return {
    added_tokens: added,
    normalizer: file['normalizer'] ?? null,
    pre_tokenizer: file['pre_tokenizer'] ?? null,
    model: model as PieceFile['model'],
    ids,
  };
}

function idsOf(model: Readonly<Record<string, unknown>>): [string, number][] {
  const { type, vocab, unk_id: unknown } = model;
  if (type === 'Unigram') {
    if (!Array.isArray(vocab) || !vocab.every(isPiece))
      return failPieces('has no list of pieces with scores');
    if (!Number.isInteger(unknown) || vocab[unknown as number] === undefined)
      return failPieces('has no piece for what is unknown');
    return vocab.map(([piece], id) => [piece, id]);
  }
  if (type !== 'BPE') return failPieces(`is of type ${quoted(type)}, expected "Unigram" or "BPE"`);
  const entries = Object.entries(fields(vocab, 'has no vocabulary'));
  if (!entries.every(([, id]) => Number.isInteger(id) && (id as number) >= 0 && (id as number) < 2e6))
    return failPieces('gives a piece an id that is no whole number from 0');
  if (!Array.isArray(model['merges'])) return failPieces('has no list of merges');
  return entries as [string, number][];
}

function fields(value: unknown, problem: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) failPieces(problem);
  return value as Record<string, unknown>;
}

const isPiece = (piece: unknown): piece is [string, number] =>
  Array.isArray(piece) && typeof piece[0] === 'string' && Number.isFinite(piece[1]);

const isAdded = (token: unknown): boolean => {
  const { id, content } = (token ?? {}) as { id?: unknown; content?: unknown };
  return typeof content === 'string' && content !== '' && Number.isInteger(id) && (id as number) >= 0;
};
