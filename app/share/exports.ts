/** Files of the explanation on show. Everything is drawn from pixels, so no metadata of a photograph gets into them. */
import { explanationCsv, explanationFigure, explanationHtml, methodsBibTeX } from '../../src/export';
import { modelSize, type Preprocessing } from '../../src/image/config';
import { patchGrid } from '../../src/image/grid';
import { preprocess } from '../../src/image/preprocess';
import { resizeBicubic } from '../../src/image/resize';
import { writeSource, type ExportedDocument } from '../../src/ask';
import { opaque, type Pixels, type Rect } from '../../src/image/pixels';
import { canvasIsTrue } from '../image/canvas';
import { fitWithin } from '../image/decode';
import { pngUri } from '../image/png';
import type { PlaygroundState } from '../store/playground';
import type { Shown } from '../store/shown';
import type { ViewState } from '../store/view';

export type Format = 'png' | 'svg' | 'json' | 'csv' | 'html' | 'bib';

export const FORMATS: readonly { readonly format: Format; readonly name: string; readonly detail: string }[] =
  [
    { format: 'png', name: 'PNG', detail: 'figure, twice the pixels' },
    { format: 'svg', name: 'SVG', detail: 'figure, vector' },
    { format: 'html', name: 'HTML', detail: 'page of its own, no scripts' },
    { format: 'json', name: 'JSON', detail: 'everything; drop it here to open it again' },
    { format: 'csv', name: 'CSV', detail: 'numbers' },
    { format: 'bib', name: 'BibTeX', detail: 'papers of the methods' },
  ];

const TYPES: Readonly<Record<Format, string>> = {
  png: 'image/png',
  svg: 'image/svg+xml',
  json: 'application/json',
  csv: 'text/csv',
  html: 'text/html',
  bib: 'application/x-bibtex',
};
/** Longer side of the pictures in a figure; its panels are 300 wide. */
const PICTURE = 600;
const PIXEL_RATIO = 2;

type Exported = Pick<PlaygroundState, 'shown' | 'info'>;

/** Makes the file and hands it to the browser. @throws Error with a sentence for a person */
export async function exportAs(
  format: Format,
  state: Exported,
  view: ViewState,
  theme: 'light' | 'dark',
): Promise<void> {
  const { shown } = state;
  if (!shown) throw new Error('There is nothing to export yet: ask a question first.');
  const content = await contentOf(format, state, shown, view, theme);
  const blob = content instanceof Blob ? content : new Blob([content], { type: TYPES[format] });
  save(blob, `${fileName(shown.reply.document.question)}.${format}`);
}

async function contentOf(
  format: Format,
  state: Exported,
  shown: Shown,
  view: ViewState,
  theme: 'light' | 'dark',
): Promise<string | Blob> {
  const { document } = shown.reply;
  switch (format) {
    case 'json':
      return `${JSON.stringify(exportedDocument(shown, state.info!), null, 1)}\n`;
    case 'csv':
      return explanationCsv(document);
    case 'bib':
      return methodsBibTeX(document);
    case 'svg':
      return (await figureOf(state, shown, view, theme)).svg;
    case 'html':
      return explanationHtml(document, (await figureOf(state, shown, view, 'light')).svg);
    case 'png':
      return rasterise(await figureOf(state, shown, view, theme));
  }
}

/** The document, and beside it the picture that it is about, as the model sees it. */
function exportedDocument(
  { reply: { document }, image }: Shown,
  info: NonNullable<PlaygroundState['info']>,
): ExportedDocument {
  if (image.scene) return { ...document, source: { kind: 'scene', scene: image.scene } };
  const seen = preprocess(image.pixelsFor(info.imageSize), info.preprocessing);
  return { ...document, source: writeSource(seen) };
}

function figureOf(
  { info }: Exported,
  { reply: { document }, image }: Shown,
  view: ViewState,
  theme: 'light' | 'dark',
): ReturnType<typeof explanationFigure> {
  const rows = document.methods.find((method) => method.image)?.image?.rows;
  return explanationFigure({
    document,
    // Without patches there is nothing to draw on it.
    ...(rows === undefined ? {} : pictureWith(image, info!.preprocessing, rows)),
    toUri: pngUri,
    drawing: view.smooth ? 'smooth' : 'patch',
    contours: view.contours,
    ramp: view.ramp,
    theme,
  });
}

/** The picture as it is drawn, and the part of it that the maps cover, in whole pixels. */
function pictureWith(
  { display }: Shown['image'],
  preprocessing: Preprocessing,
  rows: number,
): { readonly picture: Pixels; readonly region: Rect } {
  const picture = fitted(display);
  const patchSize = modelSize(preprocessing).height / rows;
  const { source } = patchGrid(picture.width, picture.height, preprocessing, patchSize);
  const x = Math.round(source.x);
  const y = Math.round(source.y);
  const width = Math.max(1, Math.round(source.x + source.width) - x);
  const height = Math.max(1, Math.round(source.y + source.height) - y);
  return { picture, region: { x, y, width, height } };
}

function fitted(image: Pixels): Pixels {
  const { width, height } = fitWithin(image, PICTURE);
  if (width === image.width && height === image.height) return image;
  return opaque(resizeBicubic(image, width, height));
}

/** Only a browser draws text, so this one file is read back from a canvas. @throws Error where that would be noise */
async function rasterise({
  svg,
  width,
  height,
}: {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}): Promise<Blob> {
  if (!canvasIsTrue())
    throw new Error(
      'This browser changes the pixels that a page reads back, as a protection against fingerprinting, so a PNG would be noise: export SVG, or allow the canvas for this page.',
    );
  const url = URL.createObjectURL(new Blob([svg], { type: TYPES.svg }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width * PIXEL_RATIO;
    canvas.height = height * PIXEL_RATIO;
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('This browser made no PNG; export SVG instead.'))),
        TYPES.png,
      ),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A question as a file's name. */
export function fileName(question: string): string {
  const words = question.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return ['whylight', ...words].join('-').slice(0, 60);
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  const url = URL.createObjectURL(blob);
  link.href = url;
  link.download = name;
  link.click();
  // The download reads it after the click; a minute is ample.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
