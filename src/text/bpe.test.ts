import { describe, expect, it } from 'vitest';
import { loadTokenizer } from './tokenizer';
import { trainBpe } from './bpe';

const corpus = (function* () {
  const animals = ['cat', 'dog', 'fox', 'owl', 'elephant', 'butterfly', 'penguin'];
  const places = ['left of', 'right of', 'above', 'below'];
  for (const a of animals)
    for (const b of animals) for (const place of places) yield `Is the ${a} ${place} the ${b}?`;
})();
const texts = [...corpus, 'zyzzyva'];

describe('trainBpe', () => {
  it('merges the most frequent pair first, ties in code-unit order', () => {
    // ab</w> ×3, and in the words xy, xz: "x y</w>" ×2, "x z</w>" ×2.
    const { merges } = trainBpe(['ab ab ab', 'xy xz xz xy'], { vocabSize: 600 }).model;
    expect(merges).toEqual(['a b</w>', 'x y</w>', 'x z</w>']);
  });

  it('counts a pair again after each merge: aab aab gives aa before aab', () => {
    // a·a, a·b</w> both occur 2 times; "a a" is first in order, and leaves "aa b</w>" alone.
    expect(trainBpe(['aab aab'], { vocabSize: 600 }).model.merges).toEqual(['a a', 'aa b</w>']);
    // Overlapping occurrences are joined from the left: aaaa = aa aa, then one token.
    expect(trainBpe(['aaaa aaaa'], { vocabSize: 600 }).model.merges).toEqual(['a a', 'a a</w>', 'aa aa</w>']);
  });

  it('agrees with counting all pairs afresh at every step', () => {
    expect(trainBpe(texts, { vocabSize: 620 }).model.merges).toEqual(fromScratch(texts, 620 - 514));
  });

  it('makes one token of each common word and leaves a rare one in pieces', () => {
    const tokenizer = loadTokenizer(trainBpe(texts, { vocabSize: 700 }), { maxLength: 32 });
    expect(tokenizer.encode('Is the elephant left of the butterfly?').tokens).toEqual(
      '<|startoftext|> is the elephant left of the butterfly ? <|endoftext|>'.split(' '),
    );
    expect(tokenizer.encode('zyzzyva').ids.length).toBeGreaterThan(3);
  });

  it('keeps to the size asked for, and refuses one that has no room for the bytes', () => {
    const tokenizer = loadTokenizer(trainBpe(texts, { vocabSize: 530 }), { maxLength: 32 });
    expect(tokenizer.vocabSize).toBe(530);
    expect(() => trainBpe(texts, { vocabSize: 513 })).toThrow('at least 514');
  });
});

/** The textbook algorithm on all words, with nothing kept between steps. */
function fromScratch(lines: readonly string[], count: number): string[] {
  let words = lines.flatMap((line) =>
    line
      .toLowerCase()
      .replace('?', ' ?')
      .split(' ')
      .map((word) => [...word.slice(0, -1), `${word.at(-1)}</w>`]),
  );
  const merges: string[] = [];
  while (merges.length < count) {
    const counts: Record<string, number> = {};
    for (const word of words) {
      word.slice(1).forEach((right, n) => {
        const pair = `${word[n]} ${right}`;
        counts[pair] = (counts[pair] ?? 0) + 1;
      });
    }
    const ranked = Object.entries(counts).sort(([p, a], [q, b]) => b - a || (p < q ? -1 : 1));
    const [pair, frequency] = ranked[0] ?? ['', 0];
    if (frequency < 2) break;
    merges.push(pair);
    const [left, right] = pair.split(' ');
    words = words.map((word) =>
      word.reduce<string[]>((done, symbol) => {
        if (done.at(-1) === left && symbol === right) return [...done.slice(0, -1), pair.replace(' ', '')];
        return [...done, symbol];
      }, []),
    );
  }
  return merges;
}
