import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, isCleanAlready } from './clean';

describe('cleanText', () => {
  it.each([
    ['what’s the cat‘s name', "what's the cat's name"],
    ['itʼs it‛s', "it's it's"],
    ['“quoted” „low‟', '"quoted" "low"'],
    ['‹a› «b» ′x″ a—b–c…', '‹a› «b» ′x″ a—b–c…'],
    ['ﬁ ﬂ ﬃ ﬆ ǅ Ĳ', 'fi fl ffi st Dž IJ'],
    ['ｆｕｌｌ\u3000ＴＥＸＴ １２３ ﾊﾟﾝ', 'full TEXT 123 パン'],
    ['½ ² Ⅷ Ω', '½ ² Ⅷ Ω'],
    ['cafe\u0301', 'café'],
    ['a\ufeffb\ufffcc', 'abc'],
    ['a\u200db', 'a\u200db'],
    ['a\u0000b\u007fc\u0008', 'abc'],
    ['a \u001b[31mred\u001b[0m', 'a red'],
    ['a\r\nb\rc\u2028d\u2029e', 'a b c d e'],
    ['a \t\u00a0\u2003 b ', 'a b'],
    ['x\ud800y', 'x\ufffdy'],
    ['\u0091x\u0092 \u0085', "'x' …"],
  ])('repairs what ftfy repairs, and nothing else: %j', (text, cleaned) =>
    expect(cleanText(text)).toBe(cleaned),
  );

  it.each([
    ['a &amp; b', 'a & b'],
    ['&amp;amp;amp;lt;', '<'],
    ['&ldquo;x&rdquo;', '"x"'],
    // A tag in a line turns ftfy's own reading of references off; what CLIP does afterwards leaves quotes as they are.
    ['<b>&ldquo;x&rdquo;', '<b>“x”'],
    ['&ldquo;\n<b>&ldquo;', '" <b>“'],
    ['it&#39;s it&#x2019;s it&#146;s', "it's it's it's"],
    ['&amp &notit; &copy2020', '& ¬it; ©2020'],
    ['&EACUTE;&eacute;', 'Éé'],
    ['&#0;&#xd800;&#1;', '\ufffd\ufffd'],
    ['&nowhere; &; & #', '&nowhere; &; & #'],
    ['&hearts;&apos;&lpar;&lang;', "♥'(⟨"],
  ])('resolves references of HTML: %j', (text, cleaned) => expect(cleanText(text)).toBe(cleaned));

  it.each(['what’s “this”?', 'naïve café', '日本語', '🐶', 'привет', 'Ünïcödé ½'])(
    'puts right %s, which was read as Windows-1252, once or twice',
    (text) => {
      const wrong = (meant: string) =>
        new TextDecoder('windows-1252').decode(new TextEncoder().encode(meant));
      expect(cleanText(wrong(text))).toBe(cleanText(text));
      expect(cleanText(wrong(wrong(text)))).toBe(cleanText(text));
    },
  );

  it.each([
    '«CAFÉ»',
    'CAFÉ™',
    'VOILÀ…',
    'MÅNSTRAD',
    'São Paulo à 5 €',
    'garçon «oui» à',
    'é',
    'Â',
    'Ôtez',
    'ÉTÉ—',
  ])('leaves %s, which looks a little like it', (text) => expect(cleanText(text)).toBe(text));

  it('changes nothing of ASCII but white space and references', () => {
    const printable = fc.stringMatching(/^[\x20-\x25\x27-\x7e]{0,60}$/);
    fc.assert(
      fc.property(printable, (text) => {
        expect(cleanText(text)).toBe(text.replace(/ +/g, ' ').trim());
        expect(isCleanAlready(text)).toBe(true);
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it('ends at once on any text, and gives well-formed ones', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(cleanText(text)).not.toMatch(/[\p{Surrogate}\ufeff\t\n]|^ | $/u);
      }),
      { seed: 6, numRuns: 500 },
    );
    const started = performance.now();
    for (const piece of ['&amp;', '&', 'Ã©', 'â€', '\u001b[', 'ﬃ', 'Ã ', '&#', '<\n'])
      cleanText(piece.repeat(2000));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('isCleanAlready', () => {
  it.each([
    ['What is left?', true],
    ['  Ünïcödé  \n日本 ', true],
    ['cafe\u0301', true],
    ['what’s', false],
    ['a &amp; b', false],
    ['ＡＢＣ', false],
    ['a\ufeffb', false],
  ])('says whether %j has the tokens that it had before cleaning', (text, same) => {
    expect(isCleanAlready(text)).toBe(same);
  });
});
