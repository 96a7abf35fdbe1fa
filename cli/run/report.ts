import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { explanationFigure, galleryHtml, GENERATOR, type GalleryEntry } from '../../src/export';
import type { Pixels } from '../../src/image/pixels';
import { parseDocument, readSource, type ExportedDocument } from '../../src/ask';
import { renderScene } from '../../src/scene';
import { WhylightError } from '../../src/tensor/error';
import { loadAtlas } from '../../node/library/atlas';
import { fitted, pngUri } from '../../node/library/png';
import { checkOutputs, writeOutput } from '../../node/files/outputs';
import { note, say } from '../../node/terminal';
import { readText } from './verify';

/** Side of the pictures in the figures. */
const PICTURE = 600;
const MOST = 1000;

export interface ReportOptions {
  readonly out?: string;
  readonly title: string;
  readonly force?: boolean;
}

/** Renders the folder. @throws WhylightError ('bad-input') when there is nothing to render */
export async function runReport(
  dir: string,
  { out = path.join(dir, 'index.html'), title, force }: ReportOptions,
): Promise<void> {
  const names = await jsonFiles(dir);
  await checkOutputs([{ option: '--out', file: out }], {
    inputs: names.map((name) => path.join(dir, name)),
    // A page that an earlier report wrote is replaced.
    force: force === true || (await isReport(out)),
  });
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
  await writeOutput(out, galleryHtml(title, entries));
  say(`${out}: ${entries.length} ${entries.length === 1 ? 'explanation' : 'explanations'}`);
}

const isReport = async (file: string): Promise<boolean> =>
  (await readFile(file, 'utf8').catch(() => '')).slice(0, 1000).includes(GENERATOR);

async function jsonFiles(dir: string): Promise<string[]> {
  const all = await readdir(dir).catch(() => {
    throw new WhylightError('bad-input', `There is no folder "${dir}"; name one with explanations in it.`);
  });
  const names = all.filter((name) => name.endsWith('.json') && !name.startsWith('._')).sort();
  if (names.length > MOST)
    throw new WhylightError(
      'bad-input',
      `"${dir}" holds ${names.length} JSON files; a page takes ${MOST} at most.`,
    );
  return names;
}

async function figureOf(document: ExportedDocument): Promise<string> {
  const picture = await pictureOf(document);
  return (await explanationFigure({ document, ...(picture ? { picture } : {}), toUri: pngUri })).svg;
}

/** The picture the maps cover; grey where the file does not hold it, and none where no map is about one. */
async function pictureOf({ source, methods }: ExportedDocument): Promise<Pixels | undefined> {
  if (source?.kind === 'scene') return renderScene(source.scene, await loadAtlas(), PICTURE);
  if (source) return fitted(readSource(source), PICTURE);
  const map = methods.find(({ image }) => image)?.image;
  if (!map) return undefined;
  const width = PICTURE;
  const height = Math.round((PICTURE * map.rows) / map.cols);
  return {
    width,
    height,
    data: new Uint8ClampedArray(width * height * 4).fill(225).map((v, i) => ((i & 3) === 3 ? 255 : v)),
  };
}
