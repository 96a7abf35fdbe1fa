import { describe, expect, it } from 'vitest';
import { csvCell, markdownCode, markdownText } from './cell';

describe('cells of strangers', () => {
  it.each([
    ['=HYPERLINK("http://x","open")', `"'=HYPERLINK(""http://x"",""open"")"`],
    ['@SUM(1)', "'@SUM(1)"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    [' =1', "' =1"],
    ['\t=1', "'\t=1"],
    ['＝1', "'＝1"],
    ['a,b', '"a,b"'],
    ['a\r\nb', '"a\r\nb"'],
    ['yes/no', 'yes/no'],
    [-0.5, '-0.5'],
  ])('are no formulas: %j', (value, cell) => expect(csvCell(value)).toBe(cell));

  it.each([
    ['a|b', 'a\\|b'],
    ['a\n# b', 'a # b'],
    ['<img src=x>', '&lt;img src=x>'],
    ['[x](javascript:1)', '\\[x\\](javascript:1)'],
    ['`code` **bold**', '\\`code\\` \\*\\*bold\\*\\*'],
    ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['left_of, yes/no & 3 * 4', 'left_of, yes/no & 3 * 4'],
    ['http://x.invalid', 'http:\u200b//x.invalid'],
  ])('are no markup: %j', (text, shown) => expect(markdownText(text)).toBe(shown));

  it('are code as they stand', () => {
    expect(markdownCode('npx whylight')).toBe('`npx whylight`');
    expect(markdownCode('a `b` ``c')).toBe('```a `b` ``c```');
    expect(markdownCode('`a\n|')).toBe('`` `a | ``');
  });
});
