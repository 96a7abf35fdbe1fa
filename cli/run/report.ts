import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { explanationFigure, galleryHtml, type GalleryEntry } from '../../src/export';
import type { Rgba } from '../../src/overlay/blend';
import { parseDocument, readSource, type ExportedDocument } from '../../src/ask';
import { renderScene } from '../../src/scene';
import { WhylightError } from '../../src/tensor/error';
import { loadAtlas } from '../../node/library/atlas';
import { note } from '../../node/terminal';
import { readText } from './verify';

/** Side of the pictures in the figures. */
const PICTURE = 600;
const MOST = 1000;

export interface ReportOptions {
  readonly out?: string;
  readonly title: string;
}

/** Renders the folder. @throws WhylightError ('bad-input') when there is nothing to render */
export async function runReport(
  dir: string,
  { out = path.join(dir, 'index.html'), title }: ReportOptions,
): Promise<void> {
  const names = await jsonFiles(dir);
  const entries: GalleryEntry[] = [];
  for (const name of names) {
    try {
      const document = parseDocument(await readText(path.join(dir, name)), `"${name}"`);
      entries.push({ name, document, svg: await figureOf(document) });
    } catch (error) {
      // One file that is something else must not cost the others.
      if (!(error instanceof WhylightError)) throw error;
      note(`${error.message} It is left out.`);
    }
  }
  if (entries.length === 0)
    throw new WhylightError(
      'bad-input',
      `There is no explanation in "${dir}": write some with whylight explain --json.`,
    );
  await writeFile(out, galleryHtml(title, entries)).catch((error: Error) => {
    throw new WhylightError(
      'bad-input',
      `"${out}" could not be written (${error.message}); choose another path.`,
    );
  });
  process.stdout.write(
    `${out}: ${entries.length} ${entries.length === 1 ? 'explanation' : 'explanations'}\n`,
  );
}

async function jsonFiles(dir: string): Promise<string[]> {
  const all = await readdir(dir).catch(() => {
    throw new WhylightError('bad-input', `There is no folder "${dir}"; name one with explanations in it.`);
  });
  const names = all.filter((name) => name.endsWith('.json')).sort();
  if (names.length > MOST)
    throw new WhylightError(
      'bad-input',
      `"${dir}" holds ${names.length} JSON files; a page takes ${MOST} at most.`,
    );
  return names;
}

async function figureOf(document: ExportedDocument): Promise<string> {
  const picture = await pictureOf(document);
  const region = { x: 0, y: 0, width: picture.width, height: picture.height };
  return (await explanationFigure({ document, picture, region, toUri: pngUri })).svg;
}

/** The picture the maps cover; grey where the file does not hold it. */
async function pictureOf({ source, methods }: ExportedDocument): Promise<Rgba> {
  if (source?.kind === 'scene') return renderScene(source.scene, await loadAtlas(), PICTURE);
  if (source) {
    const { width, height, data } = readSource(source);
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const resized = await sharp(bytes, { raw: { width, height, channels: 4 } })
      .resize(PICTURE, PICTURE, { fit: 'inside' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: resized.info.width, height: resized.info.height, data: resized.data };
  }
  const { rows, cols } = methods[0]!.image;
  const width = PICTURE;
  const height = Math.round((PICTURE * rows) / cols);
  return {
    width,
    height,
    data: new Uint8ClampedArray(width * height * 4).fill(225).map((v, i) => ((i & 3) === 3 ? 255 : v)),
  };
}

async function pngUri({ width, height, data }: Rgba): Promise<string> {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const png = await sharp(bytes, { raw: { width, height, channels: 4 } })
    .flatten({ background: '#fff' })
    .png()
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}
