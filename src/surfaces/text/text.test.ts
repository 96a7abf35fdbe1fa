import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { rgb } from 'd3-color';
import { describe, expect, it } from 'vitest';
import { contrast, luminance, wordTint, type Theme } from '../../overlay/words';
import { sharedScale, signedScale } from '../../overlay/scale';
import { foldsOf, LONGEST_OPEN_TEXT, sentencesIn, sumOf } from './folds';
import { text } from './index';
import { reachBeyond } from './reach';
import { LONGEST_SENTENCE, sentencesOf } from './sentences';
import { spacesBefore } from './spacing';
import { layOut, stopOf } from './stops';
import { numberedWords, runningTint } from './strength';
import { isTarget } from '../targets';

const split = (line: string): string[] => line.split(' ');
const cut = (words: readonly string[]): string[] =>
  sentencesOf(words).map(({ from, to }) => words.slice(from, to).join(' '));

/** `sentences` sentences of nine words and a full stop. */
function longText(sentences: number): string[] {
  return Array.from({ length: sentences }, (_, s) => [
    `Sentence${s}`,
    ...split('has eight more words in it than this'),
    '.',
  ]).flat();
}

describe('sentences', () => {
  it('end with their marks, and with the quotes that close after them', () => {
    expect(cut(split('It burned . “ Why ? ” he asked . It was late !'))).toEqual([
      'It burned .',
      '“ Why ? ” he asked .',
      'It was late !',
    ]);
    expect(cut(split('“ It is late . ” He left .'))).toEqual(['“ It is late . ”', 'He left .']);
  });

  it('may carry the mark in their last word, go on after an abbreviation, and end without a mark', () => {
    expect(cut(split('Ships were lost. Oil e.g. of whales was burned. No stop here'))).toEqual([
      'Ships were lost.',
      'Oil e.g. of whales was burned.',
      'No stop here',
    ]);
  });

  it('of other scripts end too', () => {
    expect(cut(['灯台', 'です', '。', '光', 'る', '。'])).toEqual(['灯台 です 。', '光 る 。']);
    expect(cut(split('هل هذا بيت ؟ نعم'))).toEqual(['هل هذا بيت ؟', 'نعم']);
  });

  it('hold every word once, and are never longer than is folded well', () => {
    const word = fc.constantFrom('a', 'The', '.', '?', '”', '7', '-', 'end.');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 300 }), (words) => {
        const spans = sentencesOf(words);
        expect(spans.flatMap(({ from, to }) => words.slice(from, to))).toEqual(words);
        for (const { from, to } of spans) {
          expect(to).toBeGreaterThan(from);
          expect(to - from).toBeLessThanOrEqual(LONGEST_SENTENCE);
        }
      }),
    );
  });
});

describe('spaces', () => {
  const set = (words: readonly string[]) =>
    words.map((word, i) => (spacesBefore(words)[i] ? ` ${word}` : word)).join('');

  it('stand where a sentence is written with them', () => {
    for (const line of [
      'The lamp (of 1836) burned oil, then paraffin.',
      '“Why?” he asked; nobody knew…',
      'He said "come here" and left.',
      'It cost $5, or 7% more!',
      '¿Por qué?',
    ]) {
      const words = line.match(/[\p{L}\p{N}]+|[^\p{L}\p{N}\s]/gu)!;
      expect(set(words)).toBe(line);
    }
  });

  it('do not stand between words of scripts without spaces', () => {
    expect(set(['灯台', 'は', '1836', '年'])).toBe('灯台は 1836 年');
    expect(set(['灯台', '。'])).toBe('灯台。');
  });
});

describe('folds', () => {
  it('are none up to 400 words; punctuation does not count', () => {
    const words = [...Array<string>(LONGEST_OPEN_TEXT).fill('word'), ...Array<string>(50).fill(',')];
    expect(foldsOf(words, new Float32Array(450))).toEqual([]);
    expect(foldsOf([...words, 'one'], new Float32Array(451))).not.toEqual([]);
  });

  it('leave open the sentences that hold the most', () => {
    const words = longText(60);
    const values = new Float32Array(600).fill(0.0001);
    // 0.0001 × 598 + 0.94 ≈ 1: the two hold more than three quarters.
    values[203] = 0.5;
    values[477] = 0.44;
    expect(foldsOf(words, values)).toEqual([
      { from: 0, to: 200 },
      { from: 210, to: 470 },
      { from: 480, to: 600 },
    ]);
  });

  it('keep at most 200 words open where relevance is spread evenly, and hold the rest', () => {
    const words = longText(60);
    const values = new Float32Array(600).fill(1 / 600);
    const folded = foldsOf(words, values).reduce((sum, { from, to }) => sum + to - from, 0);
    expect(folded).toBe(400);
  });

  it('count negative values of a difference by their size', () => {
    const values = new Float32Array(600);
    values[105] = -0.6;
    values[305] = 0.1;
    expect(foldsOf(longText(60), values)).toEqual([
      { from: 0, to: 100 },
      { from: 110, to: 600 },
    ]);
  });

  it('open one sentence where there is no relevance', () => {
    expect(foldsOf(longText(60), new Float32Array(600))).toEqual([{ from: 10, to: 600 }]);
  });

  it('never hold fewer than four words', () => {
    const words = [...longText(40), 'Not', 'so', '.', ...longText(40)];
    const values = new Float32Array(words.length);
    values[390] = 0.5;
    values[403] = 0.5;
    expect(foldsOf(words, values)).toEqual([
      { from: 0, to: 390 },
      { from: 413, to: 803 },
    ]);
  });

  it('open with all their sentences, and leave the others as they are', () => {
    const words = longText(60);
    const values = new Float32Array(600);
    values[105] = 1;
    const [first, second] = foldsOf(words, values);
    expect(foldsOf(words, values, new Set(sentencesIn(words, first!)))).toEqual([second]);
  });

  it('sum what they hold with its sign', () => {
    expect(sumOf([0.1, -0.3, 0.4, 9], { from: 0, to: 3 })).toBeCloseTo(0.2);
  });
});

describe('layout', () => {
  it('gives every word or its fold a stop, and punctuation none', () => {
    const words = split('One . Two three . Four');
    const { parts, stops } = layOut(words, [{ from: 2, to: 5 }]);
    expect(parts.map((part) => part.kind)).toEqual(['word', 'mark', 'fold', 'word']);
    expect(stops).toEqual([0, { from: 2, to: 5 }, 5]);
    expect([0, 1, 2, 4, 5, 6].map((at) => stopOf(stops, at))).toEqual([0, undefined, 1, 1, 2, undefined]);
  });
});

describe('numbers', () => {
  it('stand at the strongest words, never at punctuation or where they would be 0', () => {
    const words = split('a b . c d');
    const values = [0.3, 0.05, 0.3, 0.07, 0.004];
    // A fifth of 0.3 is 0.06.
    expect(numberedWords(words, values, sharedScale([values]))).toEqual(new Set([0, 3]));
    const faint = values.map((value) => value / 100);
    expect(numberedWords(words, faint, sharedScale([faint])).size).toBe(0);
  });

  it('are at most twelve, of the largest sizes', () => {
    const values = Array.from({ length: 30 }, (_, i) => (i % 2 ? 1 : -1) * (0.5 + i / 100));
    const words = values.map((_, i) => `w${i}`);
    const numbered = numberedWords(words, values, signedScale([values]));
    expect([...numbered].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => 18 + i));
  });
});

describe('tints', () => {
  const css = readFileSync(new URL('../../../app/styles/tokens.css', import.meta.url), 'utf8');
  const token = (theme: Theme, name: string): string => {
    const block = theme === 'dark' ? css.slice(css.indexOf("[data-theme='dark']")) : css;
    return new RegExp(`--${name}: (#\\w+)`).exec(block)![1]!;
  };
  /** What is seen of a colour with opacity on the page. */
  const over = (colour: string, page: string): string => {
    const [top, under] = [rgb(colour), rgb(page)];
    if (top.opacity === 0) return under.formatRgb();
    const mix = (a: number, b: number) => a * top.opacity + b * (1 - top.opacity);
    return rgb(mix(top.r, under.r), mix(top.g, under.g), mix(top.b, under.b)).formatRgb();
  };
  const sequential = sharedScale([[0, 1]]);
  const diverging = signedScale([[-1, 1]]);

  for (const theme of ['light', 'dark'] as const) {
    for (const ramp of ['magma', 'greys', 'puor'] as const) {
      it(`can be read at every value, ${ramp}, ${theme}`, () => {
        const scale = ramp === 'puor' ? diverging : sequential;
        for (const page of ['ground', 'raised', 'sunken'].map((name) => token(theme, name))) {
          for (let value = scale.min; value <= 1; value += 0.005) {
            const { background, text: ink } = runningTint(scale, value, ramp, theme);
            expect(contrast(over(background, page), ink), `${value} on ${page}`).toBeGreaterThanOrEqual(4.5);
          }
        }
      });
    }

    it(`are the page itself at zero and the tint of chips from there on, ${theme}`, () => {
      const ground = token(theme, 'ground');
      expect(over(runningTint(sequential, 0, 'magma', theme).background, ground)).toBe(
        rgb(ground).formatRgb(),
      );
      expect(over(runningTint(diverging, 0, 'puor', theme).background, ground)).toBe(rgb(ground).formatRgb());
      const strong = rgb(runningTint(sequential, 1, 'magma', theme).background);
      expect(strong.formatRgb()).toBe(rgb(wordTint(1, 'magma', theme).background).formatRgb());
    });

    it(`go further from the page the stronger the value, greys, ${theme}`, () => {
      const ground = token(theme, 'ground');
      const away = (value: number) =>
        Math.abs(
          luminance(over(runningTint(sequential, value, 'greys', theme).background, ground)) -
            luminance(ground),
        );
      for (let i = 1; i <= 20; i++) expect(away(i / 20)).toBeGreaterThan(away((i - 1) / 20));
    });
  }
});

describe('reachBeyond', () => {
  it('makes up what a short word lacks, and adds nothing to a long one', () => {
    // 24 px less an l of a quarter of 15 px, on two sides.
    expect(15 * reachBeyond('l')).toBeCloseTo((24 - 3.75) / 2);
    expect(15 * reachBeyond('at')).toBeCloseTo((24 - 6 - 3.75) / 2);
    expect(reachBeyond('winter')).toBe(0);
  });
});

describe('text', () => {
  const parts = { words: split('“ The lamp burned oil . Only in 1959 was it wired . ”') };
  const last = parts.words.indexOf('wired');

  it('names a word with its share, and how many words there are', () => {
    const values = parts.words.map((word) => (word === 'lamp' ? 0.13 : 0));
    expect(text.partName(parts, values, 2)).toBe('lamp, 13 per cent');
    expect(text.partName(parts, [0, 0, -0.04], 2)).toBe('lamp, minus 4 per cent');
    expect(text.extent(parts)).toBe('10 words');
  });

  it('walks from word to word and over punctuation', () => {
    expect(text.move(parts, undefined, 'ArrowRight')).toBe(1);
    expect(text.move(parts, 1, 'ArrowLeft')).toBe(1);
    expect(text.move(parts, 4, 'ArrowRight')).toBe(6);
    expect(text.move(parts, 6, 'ArrowLeft')).toBe(4);
    expect(text.move(parts, last, 'ArrowRight')).toBe(last);
    expect(text.move(parts, last, 'Home')).toBe(1);
    expect(text.move(parts, 1, 'End')).toBe(last);
    expect(text.move(parts, 1, 'x')).toBeUndefined();
  });

  it('walks from sentence to sentence', () => {
    expect(text.move(parts, 2, 'PageDown')).toBe(6);
    expect(text.move(parts, 6, 'PageDown')).toBe(last);
    expect(text.move(parts, 8, 'PageUp')).toBe(6);
    expect(text.move(parts, 6, 'PageUp')).toBe(1);
  });

  it('ends every walk on a word', () => {
    const keys = fc.constantFrom('ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown');
    const words = fc.array(fc.constantFrom('one', 'Two', '.', '“', '?'), { maxLength: 30 });
    fc.assert(
      fc.property(words, fc.array(keys), (list, walk) => {
        const hasTarget = list.some(isTarget);
        let at: number | undefined;
        for (const key of walk) {
          at = text.move({ words: list }, at, key);
          expect(at !== undefined && isTarget(list[at]!)).toBe(hasTarget);
        }
      }),
    );
  });
});
