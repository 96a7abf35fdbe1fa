import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { WhylightError } from '../tensor/error';
import { BYTE_CHARACTERS } from './bytes';
import { clipTokenizerJson, parseMerges } from './clip';
import { loadTokenizer } from './tokenizer';

const merges: [string, string][] = [
  ['c', 'a'],
  ['ca', 't</w>'],
  ['d', 'o'],
  ['do', 'g</w>'],
  ['ca', 't'],
];
const small = loadTokenizer(clipTokenizerJson(merges), { maxLength: 8 });
const idOf = (character: string): number => BYTE_CHARACTERS.indexOf(character);

describe('loadTokenizer', () => {
  it('numbers byte symbols, symbols at a word end, merges, start and end token in this order', () => {
    expect(small.bos).toBe(512 + merges.length);
    expect(small.eos).toBe(small.bos + 1);
    expect(small.vocabSize).toBe(small.bos + 2);
    expect(small.encode('Cat dog').ids).toEqual([small.bos, 513, 515, small.eos]);
    expect(small.encode('cats').ids).toEqual([small.bos, 516, idOf('s') + 256, small.eos]);
  });

  it('shows tokens as people write them and says which word each belongs to', () => {
    expect(small.encode("cat's dog?")).toEqual({
      ids: [small.bos, 513, idOf("'"), idOf('s') + 256, 515, idOf('?') + 256, small.eos],
      tokens: ['<|startoftext|>', 'cat', "'", 's', 'dog', '?', '<|endoftext|>'],
      wordIds: [-1, 0, 1, 1, 2, 3, -1],
      truncated: false,
    });
  });

  it('has a start and an end token for a text without words', () => {
    for (const text of ['', '  \n']) {
      expect(small.encode(text)).toMatchObject({ ids: [small.bos, small.eos], truncated: false });
    }
  });

  it('cuts a long text at the length of the model, keeps the end token and says so', () => {
    const six = 'cat '.repeat(6);
    expect(small.encode(six)).toMatchObject({ truncated: false });
    const seven = small.encode(six + 'dog');
    expect(seven.ids).toEqual([small.bos, ...Array<number>(6).fill(513), small.eos]);
    expect(seven.tokens).toHaveLength(8);
    expect(seven.wordIds).toEqual([-1, 0, 1, 2, 3, 4, 5, -1]);
    expect(seven.truncated).toBe(true);
    expect(small.encode('x'.repeat(1_000_000)).truncated).toBe(true);
  });

  it('has tokens for characters never seen, in the bytes of UTF-8', () => {
    const { ids, tokens } = small.encode('é🦜\ud800');
    expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < small.vocabSize)).toBe(true);
    // Two bytes and four: each character stands where it begins.
    expect(tokens.slice(1, -1)).toEqual(['é', '', '🦜', '', '', '']);
  });

  it('cleans a text as CLIP does before it is cut into tokens', () => {
    expect(small.encode('ＣＡＴ’s “dog”')).toEqual(small.encode('cat\'s "dog"'));
    expect(small.encode('cat&nbsp;&amp; dog\ufeff').ids).toEqual(small.encode('cat & dog').ids);
  });

  it('shows a character whole whose last bytes are cut off', () => {
    const { tokens, truncated } = small.encode('cat cat cat cat 🦜');
    expect([tokens.slice(-3, -1), truncated]).toEqual([['🦜', ''], true]);
  });

  it('takes special tokens typed in a text as text, so that the end token stands at the end only', () => {
    const { ids } = loadTokenizer(clipTokenizerJson([]), { maxLength: 99 }).encode('a <|endoftext|> b');
    expect(ids.filter((id) => id === ids.at(-1))).toHaveLength(1);
  });

  it('keeps tokens that a checkpoint was taught, each a word of its own', () => {
    const file = clipTokenizerJson(merges, undefined, { '<sks>': 519 });
    const tokenizer = loadTokenizer(file, { maxLength: 8 });
    expect(tokenizer.encode('a <SKS>dog')).toEqual({
      ids: [small.bos, idOf('a') + 256, 519, 515, small.eos],
      tokens: ['<|startoftext|>', 'a', '<sks>', 'dog', '<|endoftext|>'],
      wordIds: [-1, 0, 1, 2, -1],
      truncated: false,
    });
    expect(tokenizer.vocabSize).toBe(520);
    // Some files mark a word of the vocabulary as their padding.
    const padded = {
      ...file,
      added_tokens: [...file.added_tokens, { id: idOf('!'), content: '!', special: true }],
    };
    expect(loadTokenizer(padded, { maxLength: 8 }).encode('dog!').ids.at(-2)).toBe(idOf('!') + 256);
  });

  it('splits words as CLIP does where an old file leaves that to the library', () => {
    const file = {
      ...clipTokenizerJson(merges),
      normalizer: null,
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
    };
    expect(loadTokenizer(file, { maxLength: 8 }).encode("Cat's  dog")).toEqual(small.encode("cat's dog"));
  });

  it('reads as transformers does where it is asked to: nothing cleaned, special tokens in a text taken as such', () => {
    const uncleaned = loadTokenizer(clipTokenizerJson(merges), { maxLength: 20, clean: false });
    const wide = loadTokenizer(clipTokenizerJson(merges), { maxLength: 20 });
    expect(uncleaned.encode('Cat<|endoftext|>').ids).toEqual([small.bos, 513, small.eos, small.eos]);
    expect(uncleaned.encode('cat’s').ids).not.toEqual(wide.encode('cat’s').ids);
    expect(uncleaned.encode('ΑΣ').ids).toEqual(uncleaned.encode('ασ').ids);
    expect(wide.encode('ΑΣ').ids).toEqual(wide.encode('ας').ids);
  });

  it('finds start and end token among the added tokens too', () => {
    const file = clipTokenizerJson(merges);
    const added_tokens = [
      { id: 600, content: '[S]' },
      { id: 601, content: '[E]' },
    ];
    const tokenizer = loadTokenizer({ ...file, added_tokens }, { maxLength: 8, start: '[S]', end: '[E]' });
    expect(tokenizer.encode('cat').ids).toEqual([600, 513, 601]);
    expect(tokenizer.vocabSize).toBe(602);
  });

  const file = clipTokenizerJson(merges);
  it.each<[string, unknown, RegExp]>([
    ['no object', [], /not a JSON object/],
    [
      'another kind',
      { ...file, model: { ...file.model, type: 'Unigram' } },
      /type "Unigram", expected "BPE"/,
    ],
    ['no word ends', { ...file, model: { ...file.model, end_of_word_suffix: null } }, /ends of words/],
    ['a hole in the bytes', { ...file, model: { ...file.model, vocab: { a: 0 } } }, /byte symbol "!"/],
    ['a bad id', { ...file, model: { ...file.model, vocab: { ...file.model.vocab, a: 1e9 } } }, /"a" the id/],
    ['bad merges', { ...file, model: { ...file.model, merges: [3] } }, /list of merges/],
    ['an unknown step', { ...file, normalizer: { type: 'Rot13' } }, /Rot13/],
  ])('refuses a file with %s', (_, json, message) => {
    expect(() => loadTokenizer(json, { maxLength: 8 })).toThrow(WhylightError);
    expect(() => loadTokenizer(json, { maxLength: 8 })).toThrow(message);
  });
});

describe('parseMerges', () => {
  it('skips the version line only, and blank lines', () => {
    expect(parseMerges('#version: 0.2\n# #</w>\na b\r\n\n')).toEqual([
      ['#', '#</w>'],
      ['a', 'b'],
    ]);
  });
});

const data = process.env['WHYLIGHT_TEST_DATA'] ?? join(import.meta.dirname, '../../../shared/data');
const published = join(data, 'bpe_simple_vocab_16e6.txt.gz');

/** Merges that CLIP uses of the 262,144 in its published list: 49,408 ids − 512 byte symbols − 2 special tokens. */
const CLIP_MERGES = 48_894;

describe.skipIf(!existsSync(published))(
  `CLIP's published merges (skipped where ${published} is absent)`,
  () => {
    it('give the ids that CLIP gives', () => {
      const all = parseMerges(gunzipSync(readFileSync(published)).toString('utf8'));
      const list = all.slice(0, CLIP_MERGES);
      const tokenizer = loadTokenizer(clipTokenizerJson(list), { maxLength: 77 });
      expect([tokenizer.bos, tokenizer.eos, tokenizer.vocabSize]).toEqual([49406, 49407, 49408]);
      const cat = tokenizer.encode('a photo of a cat');
      expect(cat.ids).toEqual([49406, 320, 1125, 539, 320, 2368, 49407]);
      expect(cat.tokens).toEqual(['<|startoftext|>', 'a', 'photo', 'of', 'a', 'cat', '<|endoftext|>']);

      // Merging pairs in the order of the list, every occurrence of one before the next, is the definition of BPE.
      const text = "What's  the COLOUR of Anna's 3 umbrellas?! Ωmega naïve";
      const words = "what 's the colour of anna 's 3 umbrellas ?! ωmega naïve".split(' ');
      const vocabulary = clipTokenizerJson(list).model.vocab;
      const expected = words.flatMap((word) => byDefinition(word, list).map((symbol) => vocabulary[symbol]!));
      expect(tokenizer.encode(text).ids).toEqual([49406, ...expected, 49407]);
      expect(new Set(tokenizer.encode(text).wordIds).size - 1).toBe(words.length);
    });
  },
);

const references = join(data, 'clip-variants/token_ids.json');

interface Reference {
  readonly text: string;
  readonly ids: readonly number[];
  /** Where OpenCLIP's own tokenizer, which cleans texts, gives others. */
  readonly open_clip?: readonly number[];
}

/** OpenCLIP takes these in a text for its own marks; here they are text, so that nothing typed can end a question. */
const MARKS = ['<start_of_text>', '<end_of_text> a'];

describe.skipIf(!existsSync(published) || !existsSync(references))(
  `Texts as OpenCLIP reads them (skipped where ${references} is absent)`,
  () => {
    it('have the ids that OpenCLIP gives, cleaning included', () => {
      const all = parseMerges(gunzipSync(readFileSync(published)).toString('utf8'));
      const tokenizer = loadTokenizer(clipTokenizerJson(all.slice(0, CLIP_MERGES)), { maxLength: 77 });
      const texts = (JSON.parse(readFileSync(references, 'utf8')) as Reference[]).filter(
        ({ text }) => !MARKS.includes(text),
      );
      expect(texts.length).toBeGreaterThan(400);
      for (const { text, ids, open_clip: cleaned = ids } of texts) {
        const encoded = tokenizer.encode(text);
        expect([text, encoded.ids]).toEqual([text, cleaned]);
        expect(encoded.tokens.join('')).not.toMatch(/\\x[0-9a-f]{2}/);
      }
    });
  },
);

describe.skipIf(!existsSync(published) || !existsSync(references))(
  `Texts as transformers reads them, uncleaned (skipped where ${references} is absent)`,
  () => {
    it('have the ids that its tokenizer gives', () => {
      const all = parseMerges(gunzipSync(readFileSync(published)).toString('utf8'));
      const json = clipTokenizerJson(all.slice(0, CLIP_MERGES));
      const tokenizer = loadTokenizer(json, { maxLength: 77, clean: false });
      const texts = (JSON.parse(readFileSync(references, 'utf8')) as Reference[]).filter(
        ({ open_clip }) => open_clip !== undefined,
      );
      expect(texts).toHaveLength(71);
      const unequal = texts.filter(({ text, ids }) => tokenizer.encode(text).ids.join() !== ids.join());
      expect(unequal.map(({ text }) => text)).toEqual([]);
    });
  },
);

function byDefinition(word: string, list: readonly (readonly [string, string])[]): string[] {
  // UTF-8 bytes of the words above are all printable in Latin-1, or written as in the published table.
  let symbols = [...Buffer.from(word, 'utf8')].map((byte) => {
    const shown = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    return shown
      ? String.fromCharCode(byte)
      : String.fromCharCode(byte < 0x21 ? 256 + byte : 256 + byte - 94);
  });
  symbols[symbols.length - 1] += '</w>';
  for (const [left, right] of list) {
    for (let n = 0; n + 1 < symbols.length; n++) {
      if (symbols[n] === left && symbols[n + 1] === right) {
        symbols = [...symbols.slice(0, n), left + right, ...symbols.slice(n + 2)];
      }
    }
  }
  return symbols;
}
