import { describe, expect, it } from 'vitest';
import type { ExplanationDocument } from '../ask/document';
import { streamOf } from '../anatomy';
import { METHODS } from '../methods';
import { explanationCsv, explanationFigure, explanationHtml, galleryHtml, methodsBibTeX } from './index';

const hostile = `=HYPERLINK("http://x")<script>alert('1')</script>"&`;
const document: ExplanationDocument = {
  schema: 2,
  model: { id: 'toy<b>', sha256: 'ab'.repeat(32) },
  image: { sha256: 'cd'.repeat(32), width: 2, height: 2 },
  question: hostile,
  tokens: ['<|startoftext|>', hostile, 'straw', 'berry', '<|endoftext|>'],
  words: [-1, 0, 1, 1, -1],
  streams: [
    streamOf('image', [{ kind: 'patches', label: 'patches', grid: { rows: 2, cols: 2 }, count: 4 }]),
    streamOf('probe', [{ kind: 'queries', label: 'queries', count: 2 }]),
  ],
  answers: [{ text: hostile, probability: 0.5, logit: 1 }],
  target: { answer: hostile },
  methods: ['weighted', 'equal'].map((id) => ({
    id,
    startLayer: 0,
    image: { rows: 2, cols: 2, values: [0.1, 0.2, 0.3, 0.4], rawMass: 2 },
    text: { values: [0, 0.5, 0.25, 0.25, 0], rawMass: 1 },
  })),
  timings: {},
};
/** A model that sees no image, with a map of another stream. */
const { image: _image, ...seen } = document;
const blind: ExplanationDocument = {
  ...seen,
  methods: document.methods.map(({ image: _, ...method }) => ({
    ...method,
    others: [{ stream: 'probe', values: [0.125, 0.875], rawMass: 3 }],
  })),
};
const picture = { width: 4, height: 4, data: new Uint8ClampedArray(64).fill(200) };
const figure = () =>
  explanationFigure({
    document,
    picture,
    region: { x: 0, y: 0, width: 4, height: 4 },
    toUri: () => 'data:image/png;base64,AAAA',
  });

/** Fields of CSV text as RFC 4180 has them, read character by character. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!;
    if (quoted && c === '"' && text[at + 1] === '"') {
      field += '"';
      at++;
    } else if (c === '"') quoted = !quoted;
    else if (!quoted && c === ',') {
      rows.at(-1)!.push(field);
      field = '';
    } else if (!quoted && c === '\n') {
      rows.at(-1)!.push(field);
      field = '';
      rows.push([]);
    } else if (quoted || c !== '\r') field += c;
  }
  return rows.slice(0, -1);
}

describe('CSV', () => {
  const [header, ...rows] = readCsv(explanationCsv(document));

  it('has a line for each patch and token of each method, all as wide as the header', () => {
    expect(rows).toHaveLength(2 * (4 + 5));
    for (const row of rows) expect(row).toHaveLength(header!.length);
    expect(rows[3]).toEqual(['weighted', '', '0', 'image', '3', '1', '1', '', '0.4', '2', '']);
  });

  it('says the whole word behind each of its tokens', () => {
    const text = rows.filter((row) => row[0] === 'equal' && row[3] === 'text');
    expect(text.map((row) => row[7])).toEqual([
      '<|startoftext|>',
      `'${hostile}`,
      'straw',
      'berry',
      '<|endoftext|>',
    ]);
    expect(text.map((row) => row[10])).toEqual(['', `'${hostile}`, 'strawberry', 'strawberry', '']);
  });

  it('has lines for streams that are neither image nor text', () => {
    const [, ...lines] = readCsv(explanationCsv(blind));
    expect(lines.some((row) => row[3] === 'image')).toBe(false);
    const probe = lines.filter((row) => row[0] === 'equal' && row[3] === 'probe');
    expect(probe.map((row) => [row[4], row[8], row[9]])).toEqual([
      ['0', '0.125', '3'],
      ['1', '0.875', '3'],
    ]);
  });

  it('never begins a cell with a formula', () => {
    const token = rows.find((row) => row[3] === 'text' && row[4] === '1')!;
    expect(token[7]).toBe(`'${hostile}`);
  });
});

describe('BibTeX', () => {
  it('cites each paper once, and says what is a reconstruction', () => {
    const text = methodsBibTeX(document);
    expect(text.match(/^@/gm)).toHaveLength(2);
    expect(text).toMatch(/^% Weighted relevance .* reconstruction/);
    expect(methodsBibTeX({ methods: document.methods.slice(1) })).not.toContain('reconstruction');
  });
});

/** Entries of BibTeX as its own grammar has them: fields in braces, which balance. */
function readBibTeX(text: string): Record<string, string>[] {
  const entries: Record<string, string>[] = [];
  for (const start of text.matchAll(/^@(\w+)\{([\w-]+),/gm)) {
    const entry: Record<string, string> = { type: start[1]!, key: start[2]! };
    let at = start.index + start[0].length;
    for (;;) {
      const field = /^\s*(\w+) = \{/.exec(text.slice(at));
      if (!field) break;
      const from = at + field[0].length;
      let depth = 1;
      for (at = from; depth > 0; at++) {
        expect(at).toBeLessThan(text.length);
        if (text[at] === '{') depth++;
        else if (text[at] === '}') depth--;
      }
      entry[field[1]!] = text.slice(from, at - 1);
      if (text[at] === ',') at++;
    }
    expect(text.slice(at)).toMatch(/^\s*\}/);
    entries.push(entry);
  }
  return entries;
}

it('BibTeX of every method is read by its own grammar, with all that a bibliography needs', () => {
  const methods = METHODS.map(({ id }) => ({ ...document.methods[0]!, id }));
  const entries = readBibTeX(methodsBibTeX({ methods }));
  expect(entries.length).toBeGreaterThan(5);
  expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
  for (const { type, author, title, year, booktitle, journal, howpublished } of entries) {
    expect(['inproceedings', 'article', 'misc']).toContain(type);
    expect(author).toMatch(/^[^{}&%#]+( and [^{}&%#]+)*$/);
    expect(title).toMatch(/^\{[^{}&%#]+\}$/);
    expect(year).toMatch(/^(19|20)\d\d$/);
    expect(booktitle ?? journal ?? howpublished).toMatch(/\S/);
  }
});

describe('pages and figures', () => {
  it('hold no markup of the input, no script and no address but data', async () => {
    const { svg } = await figure();
    const pages = [explanationHtml(document, svg), galleryHtml(hostile, [{ name: hostile, document, svg }])];
    for (const text of [svg, ...pages, ...pages.map(embedded)]) {
      expect(text).not.toMatch(/<script|<b>|\son\w+=|(?:src|[^:]href|xlink:href)="(?!data:)/i);
      expect(text).toContain('&lt;script&gt;');
    }
    for (const page of pages) expect(page).toContain("default-src 'none'");
  });

  it('name each method in the figure', async () => {
    const { svg, width, height } = await figure();
    expect(svg).toContain('Weighted relevance');
    expect(svg).toContain('Equal relevance');
    expect(width).toBeGreaterThan(2 * 300);
    expect(height).toBeGreaterThan(300);
  });
});

describe('words of several tokens', () => {
  it('stay whole in figures and pages, with the sum of their tokens', async () => {
    const { svg } = await figure();
    const page = explanationHtml(document, '<svg/>');
    expect(svg).toMatch(/>strawberry<.*?>50</s);
    expect(page).toMatch(/>strawberry<.*?>50 %</s);
    for (const text of [svg, page]) expect(text).not.toMatch(/>straw<|>berry<|startoftext/);
  });
});

describe('a model that sees no image', () => {
  it('has a figure of words, on the words’ own scale', async () => {
    const { svg } = await explanationFigure({ document: blind, toUri: () => 'data:,' });
    expect(svg).not.toMatch(/<image|Outlined|patch/);
    expect(svg).toContain('50 % of the relevance a word');
    expect(svg).toMatch(/>strawberry</);
  });

  it('has a page without patches, with its other streams', () => {
    const page = explanationHtml(blind, '<svg/>');
    expect(page).not.toMatch(/Patches|Picture/);
    expect(page).toMatch(/raw mass 1.000 on the words, 3.000 on the stream probe/);
    expect(page).toContain('<td>12.50</td><td>87.50</td>');
  });
});

/** The first SVG inside a page, as a browser decodes it. */
function embedded(page: string): string {
  const [, packed] = /src="data:image\/svg\+xml,([^"]*)"/.exec(page)!;
  return decodeURIComponent(packed!);
}
