import { describe, expect, it } from 'vitest';
import { figureSvg } from './figure';
import type { FigureSpec } from './figure';
import { ellipsis, escapeXml, textWidth, wrap } from './text';

const pixel = 'data:image/png;base64,AAAA';
const spec: FigureSpec = {
  question: 'Is <b> & "c" here?',
  answer: 'yes (91 %)',
  image: { width: 600, height: 400 },
  panels: [
    { title: 'Image', href: pixel },
    {
      title: 'Weighted relevance',
      detail: 'importance: norm',
      href: pixel,
      contour: 'M0 0L9 0L9 9Z',
      words: [
        { text: 'is', value: 0.25, position: 0.3 },
        { text: '<b>', value: 0.75, position: 1 },
      ],
    },
  ],
  legends: [
    { ramp: 'magma', label: '4.7 % of the relevance a patch', ticks: [{ position: 0, label: '0 %' }] },
  ],
  footnote: 'Model stickers',
};

describe('figureSvg', () => {
  const { svg, width, height } = figureSvg(spec);

  it('holds question, answer, titles, words with values, legend and small print, escaped', () => {
    for (const content of [
      'Is &lt;b&gt; &amp; &quot;c&quot; here?',
      'yes (91 %)',
      'Weighted relevance',
      'importance: norm',
      '>&lt;b&gt;<',
      '75 %',
      '4.7 % of the relevance a patch',
      'Model stickers',
    ]) {
      expect(svg).toContain(content);
    }
    expect(svg.match(/<image /g)).toHaveLength(2);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('is as large as it says', () => {
    expect(svg).toContain(`width="${width}" height="${height}"`);
    expect(width).toBe(2 * 300 + 20 + 2 * 28);
  });

  it('keeps the proportions of the picture', () => {
    expect(svg).toMatch(/<image [^>]*width="300" height="200"/);
    const tall = figureSvg({ ...spec, image: { width: 100, height: 1000 } }).svg;
    expect(tall).toMatch(/<image [^>]*width="42" height="420"/);
  });

  it('wraps many panels and long questions, and grows for them', () => {
    const panels = Array.from({ length: 6 }, () => spec.panels[1]!);
    const wide = figureSvg({ ...spec, panels, question: 'why '.repeat(2000) });
    expect(wide.width).toBe(3 * 300 + 2 * 20 + 2 * 28);
    expect(wide.height).toBeGreaterThan(height);
    expect(wide.svg).toContain('…');
    expect(wide.svg.length).toBeLessThan(30_000);
  });

  it('wraps words into the panel', () => {
    const words = Array.from({ length: 40 }, () => ({ text: 'relevance', value: 0.025, position: 0.5 }));
    const tall = figureSvg({ ...spec, panels: [{ title: 'Words', href: pixel, words }] });
    for (const [, x, w] of tall.svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="38"/g)) {
      expect(Number(x) + Number(w)).toBeLessThanOrEqual(28 + 300 + 1e-9);
    }
  });

  it('refuses to draw no panel', () => {
    expect(() => figureSvg({ ...spec, panels: [] })).toThrow('no panel');
  });
});

describe('text', () => {
  it('drops what XML forbids', () => {
    expect(escapeXml('a\u0000b\u001bc\ud800d\tü😀')).toBe('abcd\tü😀');
  });
  it('cuts and wraps by width', () => {
    expect(ellipsis('short', 10, 100)).toBe('short');
    expect(textWidth(ellipsis('a very long word indeed', 10, 60), 10)).toBeLessThanOrEqual(60);
    expect(wrap('one two three', 10, 45, 5)).toEqual(['one two', 'three']);
    expect(wrap('one two three four', 10, 40, 2)[1]).toMatch(/…$/);
    expect(wrap('', 10, 40, 2)).toEqual(['']);
  });
});
