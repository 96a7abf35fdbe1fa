/** Pages that stand alone: no scripts, nothing from elsewhere, every word of input escaped. */
import type { ExplanationDocument, ImageMap, MethodResult, StreamMap, TextMap } from '../ask/document';
import { wordsOf, wordValues, type Word } from '../ask/words';
import { percent } from '../overlay/scale';
import { escapeXml } from '../overlay/text';
import { methodsBibTeX } from './bibtex';
import { captionOf, detailOf, titleOf } from './captions';

/** By which a page says that Whylight wrote it, and that it may be written anew. */
export const GENERATOR = '<meta name="generator" content="Whylight">';

const STYLE = `
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; font: 15px/1.5 Inter, 'Helvetica Neue', Arial, sans-serif; color: #16171a; background: #fff }
h1 { font-size: 1.4rem } h2 { font-size: 1.05rem; margin-top: 2rem } figure { margin: 1rem 0 }
img { max-width: 100%; height: auto; border: 1px solid #e3e3dd; border-radius: 6px }
table { border-collapse: collapse; font-variant-numeric: tabular-nums } td, th { padding: 2px 10px 2px 0; text-align: left }
.map td { padding: 0 6px 0 0; text-align: right; font-size: 12px } pre { overflow: auto; font-size: 12px; background: #f2f2ee; padding: 1rem }
nav a { margin-right: 1rem } .quiet { color: #5d6068 } section { border-top: 1px solid #e3e3dd; margin-top: 2rem }`;

/** The policy forbids scripts even where something slipped through. */
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${GENERATOR}
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeXml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** One explanation: its figure, its answers, its numbers as tables, the papers. */
export function explanationHtml(document: ExplanationDocument, svg: string): string {
  const words = wordsOf(document);
  const body = [
    `<h1>${escapeXml(document.question)}</h1>`,
    figure(document, svg),
    answersTable(document),
    ...document.methods.map((method) => methodSection(method, words)),
    '<h2>Papers</h2>',
    `<pre>${escapeXml(methodsBibTeX(document))}</pre>`,
    modelLine(document),
  ].join('\n');
  return page(document.question, body);
}

export interface GalleryEntry {
  /** Where it came from, e.g. a file's name. */
  readonly name: string;
  readonly document: ExplanationDocument;
  readonly svg: string;
}

/** Many explanations on one page, one figure each. */
export function galleryHtml(title: string, entries: readonly GalleryEntry[]): string {
  const sections = entries.map(
    ({ name, document, svg }, i) =>
      `<section id="e${i + 1}"><h2>${escapeXml(document.question)}</h2>${figure(document, svg)}<p class="quiet">${escapeXml(name)}</p></section>`,
  );
  const count = `${entries.length} ${entries.length === 1 ? 'explanation' : 'explanations'}`;
  return page(
    title,
    [`<h1>${escapeXml(title)}</h1>`, `<p class="quiet">${count}</p>`, ...sections].join('\n'),
  );
}

function figure(document: ExplanationDocument, svg: string): string {
  const caption = `${escapeXml(captionOf(document))}`;
  return `<figure><img alt="${caption} Heat maps of ${escapeXml(document.methods.map(({ id }) => titleOf(id)).join(', '))}." src="data:image/svg+xml,${encodeURIComponent(svg)}"><figcaption>${caption}</figcaption></figure>`;
}

function answersTable({ answers }: ExplanationDocument): string {
  const rows = answers
    .slice(0, 10)
    .map(({ text, probability }) => `<tr><td>${escapeXml(text)}</td><td>${percent(probability)}</td></tr>`);
  return `<h2>Answers</h2><table>${rows.join('')}</table>`;
}

/** A method with the numbers of its maps, each where there is one. */
function methodSection(method: MethodResult, words: readonly Word[]): string {
  const { id, image, text, others = [] } = method;
  const masses = [
    ...(image ? [`${image.rawMass.toPrecision(4)} on the image`] : []),
    ...(text ? [`${text.rawMass.toPrecision(4)} on the words`] : []),
    ...others.map(({ stream, rawMass }) => `${rawMass.toPrecision(4)} on the stream ${stream}`),
  ];
  return [
    `<h2>${escapeXml(titleOf(id))}</h2>`,
    `<p class="quiet">${escapeXml(detailOf(method))}. Shares in per cent; raw mass ${escapeXml(masses.join(', '))}.</p>`,
    ...(text ? [wordsTable(words, text)] : []),
    ...(image ? [patchesTable(image)] : []),
    ...others.map(streamTable),
  ].join('\n');
}

function wordsTable(words: readonly Word[], { values }: TextMap): string {
  const shares = wordValues(words, values);
  const rows = words.map(
    ({ text }, n) => `<tr><td>${escapeXml(text)}</td><td>${percent(shares[n]!)}</td></tr>`,
  );
  return `<table>${rows.join('')}</table>`;
}

const cell = (value: number): string => `<td>${(100 * value).toFixed(2)}</td>`;

function patchesTable({ rows, cols, values }: ImageMap): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const cells = values.slice(row * cols, (row + 1) * cols);
    return `<tr>${cells.map(cell).join('')}</tr>`;
  });
  return `<details><summary>Patches</summary><table class="map">${lines.join('')}</table></details>`;
}

function streamTable({ stream, values }: StreamMap): string {
  return `<details><summary>Stream ${escapeXml(stream)}</summary><table class="map"><tr>${values.map(cell).join('')}</tr></table></details>`;
}

function modelLine({ model, image }: ExplanationDocument): string {
  const picture = image
    ? ` Picture ${image.width} × ${image.height}, SHA-256 of its pixels ${escapeXml(image.sha256)}.`
    : '';
  return `<p class="quiet">Model ${escapeXml(model.id)}, SHA-256 ${escapeXml(model.sha256)}.${picture} Made with Whylight.</p>`;
}
