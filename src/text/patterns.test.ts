import { describe, expect, it } from 'vitest';
import { WhylightError } from '../tensor/error';
import { clipTokenizerJson } from './clip';
import { unsafePattern } from './patterns';
import { loadTokenizer } from './tokenizer';

const CLIP = String.raw`<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`;
const GPT2 = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

describe('unsafePattern', () => {
  it.each([
    CLIP,
    GPT2,
    String.raw`\s+`,
    '[+]+',
    'a{2,5}b',
    '(?:ab|cd)e',
    'x?y*',
    '(ab)+',
    String.raw`[\]\[]\x20`,
  ])('takes %s', (pattern) => expect(unsafePattern(pattern)).toBeUndefined());

  it.each([
    [String.raw`(a+)+$|(\w+\s?)+!`, /repeats what repeats/],
    ['(a|a)*b', /repeats what repeats/],
    ['(?:a?)+', /repeats what repeats/],
    ['a*a*b', /for ever/],
    [`${'a?'.repeat(30)}${'a'.repeat(30)}`, /for ever/],
    ['(?:a|b|ab)(?:a|b|ab)(?:a|b|ab)(?:a|b|ab)c', /for ever/],
    [String.raw`(a)\1+`, /refers back/],
    ['[[](a+)+$]', /set within a set/],
    ['(?>a)', /kind of group/],
    ['a{1,99999}', /counts too far/],
    ['('.repeat(50), /nested too deep/],
    ['a'.repeat(2000), /2000 characters/],
  ])('refuses %s', (pattern, reason) => expect(unsafePattern(pattern)).toMatch(reason));
});

describe('loadTokenizer', () => {
  const file = clipTokenizerJson([['c', 'a']]);
  const replace = (pattern: object, content: string) => ({ type: 'Replace', pattern, content });
  const sequence = (...normalizers: object[]) => ({ normalizer: { type: 'Sequence', normalizers } });
  const split = { type: 'Split', behavior: 'Isolated', invert: false };
  it.each<[string, object]>([
    ['a pattern that never ends', { pre_tokenizer: { ...split, pattern: { Regex: '(a+)+$' } } }],
    ['one in its normaliser', sequence(replace({ Regex: '(a*)*b' }, ''))],
    ['replacements that double', sequence(...Array<object>(12).fill(replace({ String: 'a' }, 'aa')))],
    ['a long replacement', sequence(replace({ String: 'a' }, 'b'.repeat(10_000)))],
    [
      'a replacement of nothing, again and again',
      sequence(...Array<object>(9).fill(replace({ Regex: 'x*' }, 'y'))),
    ],
    ['pieces of no length', { pre_tokenizer: { type: 'FixedLength', length: 0 } }],
    ['endless steps', sequence(...Array<object>(500).fill({ type: 'NFC' }))],
    ['a pattern that is a list', { pre_tokenizer: { ...split, pattern: { Regex: ['a'] } } }],
  ])('refuses a file with %s, at once', (_, part) => {
    const started = performance.now();
    expect(() => loadTokenizer({ ...file, ...part }, { maxLength: 8 })).toThrow(WhylightError);
    expect(performance.now() - started).toBeLessThan(200);
  });

  it('is quick with the worst pattern that it takes', () => {
    const pre_tokenizer = { ...split, pattern: { Regex: 'a+b|a?[ab]+c' } };
    const { encode } = loadTokenizer({ ...file, pre_tokenizer }, { maxLength: 8 });
    const started = performance.now();
    encode('a'.repeat(50_000));
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
