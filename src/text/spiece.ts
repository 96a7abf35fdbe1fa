/**
 * SentencePiece's `spiece.model` (its `sentencepiece_model.proto`) as a `tokenizer.json` of the Unigram kind (Kudo 2018,
 * arXiv 1804.10959).
 */
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { failPieces as fail } from './piece-file';

/** Field numbers: of `ModelProto`, its `SentencePiece`, its `TrainerSpec`. */
const MODEL = { pieces: 1, trainer: 2 };
const PIECE = { piece: 1, score: 2, type: 3 };
const TRAINER = { modelType: 3 };

/** `SentencePiece.Type`, which is `NORMAL` where the field is missing. */
const UNKNOWN = 2;
/** `TrainerSpec.ModelType`, likewise. */
const UNIGRAM = 1;

interface Piece {
  piece: string;
  score: number;
  type: number;
}

/** @throws WhylightError ('model-broken') for what is no such file, or another kind of model */
export function unigramTokenizerJson(bytes: Uint8Array): unknown {
  const pieces = readPieces(bytes);
  const unknown = pieces.findIndex(({ type }) => type === UNKNOWN);
  if (unknown < 0) return fail('has no piece for what is unknown');
  return {
    version: '1.0',
    added_tokens: [],
    // NFKC with a table of white space, of which the library knows what the table says.
    normalizer: { type: 'Precompiled' },
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
    post_processor: null,
    decoder: null,
    model: { type: 'Unigram', unk_id: unknown, vocab: pieces.map(({ piece, score }) => [piece, score]) },
  };
}

function readPieces(bytes: Uint8Array): Piece[] {
  try {
    const reader = new BinaryReader(bytes);
    const pieces: Piece[] = [];
    let kind = UNIGRAM;
    while (reader.pos < reader.len) {
      const [field, wire] = reader.tag();
      if (field === MODEL.pieces) pieces.push(readPiece(new BinaryReader(reader.bytes())));
      else if (field === MODEL.trainer) kind = modelType(new BinaryReader(reader.bytes()));
      else reader.skip(wire, field);
    }
    if (kind !== UNIGRAM) fail(`is a spiece.model of another kind (${kind}) than Unigram`);
    return pieces;
  } catch (error) {
    // What the library throws for bytes that are no messages.
    if (error instanceof RangeError || error instanceof TypeError || isReaderError(error))
      return fail('is no spiece.model, or a damaged one');
    throw error;
  }
}

const isReaderError = (error: unknown): boolean => error instanceof Error && error.constructor === Error;

function readPiece(reader: BinaryReader): Piece {
  const found: Piece = { piece: '', score: 0, type: 1 };
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === PIECE.piece) found.piece = reader.string();
    else if (field === PIECE.score) found.score = reader.float();
    else if (field === PIECE.type) found.type = reader.int32();
    else reader.skip(wire, field);
  }
  return found;
}

function modelType(reader: BinaryReader): number {
  let kind = UNIGRAM;
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === TRAINER.modelType) kind = reader.int32();
    else reader.skip(wire, field);
  }
  return kind;
}
