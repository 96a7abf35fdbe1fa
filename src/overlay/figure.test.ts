import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figureLayout, figureSvg, pageColour, type FigureSpec, type FigureSurface } from './figure';
import { drawnIn, textsIn } from './testing/drawn';
import { ellipsis, escapeXml, textWidth, wrap } from './text';

/** A piece that is found again by its colour. */
const block = (fill: string, width: number, height: number) => ({
  svg: `<rect width="${width}" height="${height}" fill="${fill}"/>`,
  height,
});
const surface = (name: string, fill: string, height: number): FigureSurface => ({
  name,
  piece: block(fill, 360, height),
});
const spec: FigureSpec = {
  title: 'Is <b> & "c" here?',
  answer: { label: 'Answer', hint: 'Scores', piece: block('#00000a', 740, 40) },
  why: { lead: 'Why', target: 'yes & no', place: 'here', rival: 'no' },
  columns: [
    {
      title: 'Weighted relevance',
      detail: 'importance: norm',
      surfaces: [
        { ...surface('Picture, mostly the centre', '#000001', 240), isNameBelow: true },
        surface('Question', '#000002', 38),
      ],
    },
    { title: 'Equal relevance', surfaces: [undefined, surface('Question', '#000003', 80)] },
  ],
  keys: [
    {
      ramp: 'magma',
      of: 'heat',
      label: '4.7 % of the relevance a patch',
      ticks: [
        { position: 0, label: '0 %' },
        { position: 1, label: '4.7 %' },
      ],
    },
  ],
  footnote: 'Model stickers',
};
const filled = (svg: string, fill: string) =>
  drawnIn(svg).find(({ attributes }) => attributes['fill'] === fill)!;
const written = (svg: string, text: string) => drawnIn(svg).find((drawn) => drawn.text === text)!;

describe('figureSvg', () => {
  const { svg, width, height } = figureSvg(spec);

  it('says title, Answer, Why, methods, names, key and small print in this order, escaped', () => {
    expect(textsIn(svg)).toEqual([
      'Is <b> & "c" here?',
      'Answer',
      'Scores',
      'Why yes & no here rather than no',
      'Weighted relevance',
      'importance: norm',
      'Equal relevance',
      'Picture, mostly the centre',
      'Question',
      'Question',
      '4.7 % of the relevance a patch',
      '0 %',
      '4.7 %',
      'Model stickers',
    ]);
    expect(svg).not.toMatch(/<b>|NaN|undefined|Infinity/);
  });

  it('sets the target and what it is held against in strong letters, and nothing else of the line', () => {
    const strong = [...svg.matchAll(/<tspan font-weight="650"[^>]*>([^<]*)</g)].map(([, text]) => text);
    expect(strong).toEqual(['yes &amp; no', 'no']);
    const alone = figureSvg({ ...spec, why: { lead: 'Why', target: '2.4 m', place: 'here' } });
    expect(textsIn(alone.svg)).toContain('Why 2.4 m here');
  });

  it('is as large as it says, and holds all that it draws', () => {
    expect(svg).toContain(`width="${width}" height="${height}"`);
    for (const { left, top, right, bottom } of drawnIn(svg)) {
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(width);
      expect(bottom).toBeLessThanOrEqual(height);
    }
  });

  it('begins a surface at one height in all columns, also where one of them lacks the surface before', () => {
    const [picture, left, right] = ['#000001', '#000002', '#000003'].map((fill) => filled(svg, fill));
    expect(left!.top).toBe(right!.top);
    expect(left!.top).toBeGreaterThan(picture!.bottom);
    expect(right!.left - left!.left).toBe(380);
  });

  it('names a picture beneath it, and all else above', () => {
    const name = written(svg, 'Picture, mostly the centre');
    expect(name.top).toBeGreaterThanOrEqual(filled(svg, '#000001').bottom);
    expect(written(svg, 'Question').bottom).toBeLessThanOrEqual(filled(svg, '#000002').top);
  });

  it('declares what readers of SVG 1.1 call the address of a picture', () =>
    expect(svg).toMatch(/^<svg [^>]*xmlns:xlink="http:\/\/www\.w3\.org\/1999\/xlink"/));

  it('says of a guess that it is one, and draws a dashed line around all surfaces of each method', () => {
    const guess = figureSvg({ ...spec, guess: 'A guess: nothing but stickers.' }).svg;
    expect(textsIn(guess)).toEqual(expect.arrayContaining(['A guess: nothing but stickers.', 'a guess']));
    expect(textsIn(guess).filter((text) => text === 'of a guess')).toHaveLength(2);
    const frames = drawnIn(guess).filter(
      ({ attributes, bottom, top }) => attributes['stroke-dasharray'] && bottom - top > 100,
    );
    expect(frames).toHaveLength(2);
    for (const fill of ['#000001', '#000002', '#000003']) {
      const inner = filled(guess, fill);
      const around = frames.filter(
        ({ left, top, right, bottom }) =>
          left < inner.left && top < inner.top && right > inner.right && bottom > inner.bottom,
      );
      expect(around).toHaveLength(1);
    }
    expect(svg).not.toContain('dash');
  });

  it('grows for long titles and answers, and cuts what is endless', () => {
    const why = { lead: 'Why', target: 'a '.repeat(500), place: '', rival: 'b '.repeat(500) };
    const tall = figureSvg({ ...spec, title: 'why '.repeat(2000), why });
    expect(tall.height).toBeGreaterThan(height);
    expect(tall.svg.match(/…/g)).toHaveLength(2);
    expect(tall.svg.length).toBeLessThan(10_000);
  });

  it('never lets two labels of a key run into each other', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 0.999, noNaN: true }), { maxLength: 12 }),
        (positions) => {
          const ticks = [0, ...positions, 1].map((position) => ({ position, label: '−12.5 %' }));
          const labels = drawnIn(figureSvg({ ...spec, keys: [{ ...spec.keys[0]!, ticks }] }).svg)
            .filter(({ text }) => text === '−12.5 %')
            .sort((a, b) => a.left - b.left);
          expect(labels.length).toBeGreaterThanOrEqual(2);
          labels.slice(1).forEach(({ left }, i) => expect(left).toBeGreaterThan(labels[i]!.right));
        },
      ),
      { seed: 18, numRuns: 50 },
    ));

  it('is the same every time', () => expect(figureSvg(spec).svg).toBe(svg));

  it('refuses to draw no method', () =>
    expect(() => figureSvg({ ...spec, columns: [] })).toThrow('no column'));
});

describe('figureLayout', () => {
  it('wraps evenly, never more than four in a row', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 9].map((count) => figureLayout(count).across)).toEqual([
      1, 2, 3, 4, 3, 3, 4, 4, 3,
    ]);
  });

  it('is as wide as its columns with what lies between and beside them', () => {
    expect(figureLayout(2)).toEqual({ across: 2, column: 360, inner: 740, width: 796 });
    expect(figureLayout(6)).toEqual({ across: 3, column: 300, inner: 940, width: 996 });
  });
});

it('what fades goes towards the page that is drawn', () => {
  for (const theme of ['light', 'dark'] as const) {
    const [, page] = /<rect [^>]*fill="(#\w+)"/.exec(figureSvg({ ...spec, theme }).svg)!;
    const hex = pageColour(theme).map((channel) => channel.toString(16).padStart(2, '0'));
    expect(page).toBe(`#${hex.join('')}`);
  }
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
