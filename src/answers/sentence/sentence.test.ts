import { describe, expect, it } from 'vitest';
import { sentence } from './';
import { flow, sentenceText } from './flow';

const item = (text: string, share = 0.5) => ({
  text,
  share,
  ...(/[\p{L}\p{N}]/u.test(text) ? {} : { isPunctuation: true }),
});
/** Words and punctuation, with blanks between all of them. */
const items = (text: string) => text.split(' ').map((piece) => item(piece));
const at = (data: { items: readonly { text: string }[] }, text: string) =>
  data.items.findIndex((word) => word.text === text);

const DUSK = {
  items: items('A rocket standing on its launch pad at dusk , between four tall towers .').map((word) =>
    word.text === 'dusk' ? { ...word, share: 0.64 } : word,
  ),
};

describe('sentence', () => {
  it('counts words without punctuation', () => {
    expect(sentence.targetName(DUSK, at(DUSK, 'dusk'), true)).toBe(
      'dusk, 64 per cent, word 9 of 13, explained',
    );
    expect(sentence.targetName(DUSK, at(DUSK, 'towers'), false)).toBe('towers, 50 per cent, word 13 of 13');
  });

  it('names no last word while words are coming', () =>
    expect(sentence.targetName({ ...DUSK, isGrowing: true }, at(DUSK, 'four'), false)).toBe(
      'four, 50 per cent, word 11',
    ));

  it('walks over punctuation, to every word and back', () => {
    const walk = (from: number, key: string): string[] => {
      const next = sentence.move(DUSK, from, key);
      return next === undefined || next === from ? [] : [DUSK.items[next]!.text, ...walk(next, key)];
    };
    const words = DUSK.items.filter(({ text }) => /\w/.test(text)).map(({ text }) => text);
    expect(['A', ...walk(0, 'ArrowRight')]).toEqual(words);
    expect(['towers', ...walk(at(DUSK, 'towers'), 'ArrowLeft')]).toEqual(words.toReversed());
    expect(sentence.move(DUSK, 3, 'End')).toBe(at(DUSK, 'towers'));
    expect(sentence.move(DUSK, 3, 'x')).toBeUndefined();
  });

  it('leaves punctuation to the word behind it, and moves nowhere without words', () => {
    expect(sentence.move(DUSK, at(DUSK, ','), 'ArrowRight')).toBe(at(DUSK, 'between'));
    expect(sentence.move({ items: items('… .') }, 0, 'ArrowRight')).toBeUndefined();
    const quoted = { items: items('“ Yes ”') };
    expect(sentence.move(quoted, 0, 'ArrowRight')).toBe(1);
  });

  it('asks why this word rather than anything else', () =>
    expect(sentence.why(DUSK, at(DUSK, 'dusk'))).toEqual({
      lead: 'Why',
      target: 'dusk',
      place: '',
      otherwise: 'anything else',
    }));

  it('tells what can be done only where there is a word', () => {
    expect(sentence.hint(DUSK)).toContain('Every word can be asked about.');
    expect(sentence.hint({ items: [] })).toBe('');
  });
});

describe('flow', () => {
  it.each([
    ['Yes , it is ( I think ) a “ cup ” .', 'Yes, it is (I think) a “cup”.'],
    ['He said " no " twice !', 'He said "no" twice!'],
    ["the ' big ' dog", "the 'big' dog"],
    ["it ' s well - known", "it's well-known"],
    ['one – two', 'one – two'],
    ['about $ 3 … or £ 4', 'about $3… or £4'],
    ['一只 猫 。', '一只猫。'],
    ['. first', '. first'],
  ])('%s is set as %s', (pieces, text) => expect(sentenceText(items(pieces))).toBe(text));

  it('takes every item once, in order', () => {
    const pieces = items('" A " – ( B , C ) - D \' . ! “');
    expect(flow(pieces).flatMap((group) => group.at)).toEqual(pieces.map((_, i) => i));
  });
});
