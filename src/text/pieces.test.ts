import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { loadPieceTokenizer } from './pieces';
import { unigramTokenizerJson } from './spiece';

/** Piece, score and type (1 normal, 2 unknown, 3 control), as in SentencePiece's own file. */
const PIECES: readonly (readonly [string, number, number])[] = [
  ['<pad>', 0, 3],
  ['</s>', 0, 3],
  ['<unk>', 0, 2],
  ['▁a', -1, 1],
  ['▁cat', -2, 1],
  ['▁c', -3, 1],
  ['a', -3, 1],
  ['t', -3, 1],
  ['s', -3, 1],
  ['▁', -4, 1],
];

function spiece(pieces = PIECES, kind?: number): Uint8Array {
  const file = new BinaryWriter();
  for (const [piece, score, type] of pieces) {
    file.tag(1, WireType.LengthDelimited).fork();
    file.tag(1, WireType.LengthDelimited).string(piece);
    file.tag(2, WireType.Bit32).float(score);
    if (type !== 1) file.tag(3, WireType.Varint).int32(type);
    file.join();
  }
  if (kind !== undefined)
    file.tag(2, WireType.LengthDelimited).fork().tag(3, WireType.Varint).int32(kind).join();
  return file.finish();
}

describe('a tokenizer of spiece.model', () => {
  const tokenizer = loadPieceTokenizer(unigramTokenizerJson(spiece()), { maxLength: 6 });

  it('takes the likeliest pieces, with an end token and no start token', () => {
    // “cats” as ▁cat s: −5; as ▁c a t s it would be −12.
    expect(tokenizer.encode('A cats')).toEqual({
      ids: [3, 4, 8, 1],
      tokens: ['a', 'cat', 's', '</s>'],
      wordIds: [0, 1, 1, -1],
      truncated: false,
    });
    expect([tokenizer.eos, tokenizer.padding, tokenizer.vocabSize]).toEqual([1, 1, 10]);
  });

  it('makes letters small, drops punctuation of ASCII and joins white space, special tokens too', () => {
    expect(tokenizer.encode('  A\n CAT!? ').ids).toEqual(tokenizer.encode('a cat').ids);
    expect(tokenizer.encode('a</s>').ids).toEqual([3, 8, 1]);
    expect(tokenizer.encode('').ids).toEqual([1]);
  });

  it('has one token for what is unknown, and cuts a long text before its end token', () => {
    expect(tokenizer.encode('a 猫猫').ids).toEqual([3, 9, 2, 1]);
    const long = tokenizer.encode('a cat a cat a cat');
    expect([long.ids, long.truncated]).toEqual([[3, 4, 3, 4, 3, 1], true]);
  });

  it.each([
    ['bytes of something else', new Uint8Array([255, 255, 255]), /no spiece.model|no piece/],
    ['another kind of model', spiece(PIECES, 2), /another kind \(2\)/],
    ['no piece for the unknown', spiece(PIECES.slice(3)), /no piece for what is unknown/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => unigramTokenizerJson(bytes)).toThrow(message);
  });
});

describe('a tokenizer.json of Gemma’s kind', () => {
  const vocab = Object.fromEntries(
    ['<pad>', '<eos>', '<bos>', '<unk>', 'a', 'c', 't', '▁', 'ca', 'cat', '▁cat', '!'].map((piece, id) => [
      piece,
      id,
    ]),
  );
  const json = {
    added_tokens: [{ id: 1, content: '<eos>', special: true }],
    normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
    pre_tokenizer: null,
    model: {
      type: 'BPE',
      unk_token: '<unk>',
      fuse_unk: true,
      vocab,
      merges: ['c a', 'ca t', '▁ cat'],
    },
  };

  it('keeps punctuation, makes letters small, and pads with a token of its own', () => {
    const tokenizer = loadPieceTokenizer(json, { maxLength: 8 });
    expect(tokenizer.encode('A CAT!')).toMatchObject({ ids: [4, 10, 11, 1], wordIds: [0, 1, 1, -1] });
    expect([tokenizer.eos, tokenizer.padding]).toEqual([1, 0]);
  });

  it.each([
    ['no model', {}, /no model/],
    ['another kind', { model: { type: 'WordPiece', vocab } }, /"WordPiece"/],
    ['no end token', { model: { type: 'Unigram', unk_id: 0, vocab: [['a', 0]] } }, /no end token/],
  ])('refuses %s', (_, other, message) => {
    expect(() => loadPieceTokenizer(other, { maxLength: 8 })).toThrow(message);
  });
});
