import { describe, expect, it } from 'vitest';
import { WhylightError } from '../tensor/error';
import { loadAnyTokenizer } from './any';

/** BERT's kind, by hand: [CLS] A [SEP], and [CLS] A [SEP] B [SEP] with types 0 and 1. */
const bert = {
  added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'].map((content, id) => ({
    id,
    content,
    special: true,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
  })),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
      { Sequence: { id: 'B', type_id: 1 } },
      { SpecialToken: { id: '[SEP]', type_id: 1 } },
    ],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(
      ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'cat', 'play', '##ing', '?', '[', ']', 'sep'].map(
        (token, id) => [token, id],
      ),
    ),
  },
};

describe('any tokenizer', () => {
  it('frames texts and tells words, types and special tokens apart', () => {
    const tokenizer = loadAnyTokenizer(bert);
    expect(tokenizer.encode('A cat playing?')).toEqual({
      ids: [2, 5, 6, 7, 8, 9, 3],
      typeIds: [0, 0, 0, 0, 0, 0, 0],
      tokens: ['[CLS]', 'a', 'cat', 'play', 'ing', '?', '[SEP]'],
      wordIds: [-1, 0, 1, 2, 2, 3, -1],
      truncated: false,
    });
    const { ids, typeIds, wordIds } = tokenizer.encode('cat', 'a cat');
    expect(ids).toEqual([2, 6, 3, 5, 6, 3]);
    expect(typeIds).toEqual([0, 0, 0, 1, 1, 1]);
    expect(wordIds).toEqual([-1, 0, -1, 1, 2, -1]);
  });

  it('takes special tokens that somebody types for text', () => {
    expect(loadAnyTokenizer(bert).encode('cat [SEP]').ids).toEqual([2, 6, 10, 12, 11, 3]);
  });

  it('cuts the longer text first, and keeps the frame', () => {
    const short = loadAnyTokenizer(bert, 6).encode('a cat a cat', 'cat');
    expect(short.ids).toEqual([2, 5, 6, 3, 6, 3]);
    expect(short.truncated).toBe(true);
    expect(loadAnyTokenizer(bert, 6).encode('').ids).toEqual([2, 3]);
  });

  it('refuses what is none', () => {
    expect(() => loadAnyTokenizer({})).toThrow(WhylightError);
    expect(() => loadAnyTokenizer({ ...bert, model: { type: 'Nonsense' } })).toThrow(WhylightError);
  });
});
