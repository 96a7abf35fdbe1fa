/** Figures as PNG files: what `explanationFigure` draws, with sharp for what a page has a canvas for. */
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { ExplanationDocument } from '../../src/ask/document';
import { explanationFigure, type FigureRequest } from '../../src/export';
import type { PatchGrid } from '../../src/image/grid';
import type { Pixels, Rect } from '../../src/image/pixels';
import { WhylightError } from '../../src/tensor/error';

export interface FigureOptions extends Pick<FigureRequest, 'drawing' | 'ramp' | 'theme' | 'contours'> {
  /** The image as the model's preprocessing received it; absent where the model sees none. */
  readonly image?: Pixels;
  readonly document: ExplanationDocument;
  /** Part of the image that the maps cover, in its pixels (`patchGrid(…).source`); all of it when left out. */
  readonly region?: PatchGrid['source'];
}

/** Longer side of the pictures in the figure, in pixels: twice their size on the page, for print. */
const PICTURE = 640;
const PIXEL_RATIO = 2;

/** RGBA pixels as sharp takes them. */
const raw = ({ width, height, data }: Pixels) =>
  sharp(Buffer.from(data.buffer, data.byteOffset, data.byteLength), {
    raw: { width, height, channels: 4 },
    limitInputPixels: false,
  });

/** The image in a square of `side` pixels, with its own proportions. */
export async function fitted(image: Pixels, side: number): Promise<Pixels> {
  const { info, data } = await raw(image)
    .resize(side, side, { fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** Pixels as the address of an embedded PNG, without transparency. */
export async function pngUri(pixels: Pixels): Promise<string> {
  const png = await raw(pixels).flatten({ background: '#fff' }).png().toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** The part of the picture that a region of the original covers, in whole pixels; it may reach outside, as padding does. */
function regionIn(picture: Pixels, image: Pixels, region: PatchGrid['source']): Rect {
  const scaleX = picture.width / image.width;
  const scaleY = picture.height / image.height;
  const x = Math.round(region.x * scaleX);
  const y = Math.round(region.y * scaleY);
  return {
    x,
    y,
    width: Math.max(Math.round((region.x + region.width) * scaleX) - x, 1),
    height: Math.max(Math.round((region.y + region.height) * scaleY) - y, 1),
  };
}

/** Draws the figure of an explanation (see `explanationFigure`) as PNG bytes, two pixels a CSS pixel. */
export async function renderFigure({ image, region, ...request }: FigureOptions): Promise<Buffer> {
  const picture = image && (await fitted(image, PICTURE));
  const { svg } = await explanationFigure({
    ...request,
    ...(picture ? { picture } : {}),
    ...(picture && region ? { region: regionIn(picture, image, region) } : {}),
    toUri: pngUri,
  });
  // Embedded pictures make long attributes, which libxml2 refuses unless told that they are meant.
  return sharp(Buffer.from(svg), { density: 72 * PIXEL_RATIO, unlimited: true })
    .png()
    .toBuffer();
}

/**
 * Whether this machine has a font to draw text with; bare containers have none, and letters become equal boxes. That
 * shows in the widths.
 */
async function hasFont(): Promise<boolean> {
  const width = async (text: string) =>
    (await sharp({ text: { text, font: 'sans-serif' } }).metadata()).width;
  const [narrow, wide] = await Promise.all([width('iiiiiiii'), width('WWWWWWWW')]);
  return wide > narrow * 1.2;
}

/**
 * `renderFigure` into a file. Returns sentences that the person should read, such as that no font is installed. Throws
 * a WhylightError of code `bad-input` when the file cannot be written.
 */
export async function writeFigure(path: string, options: FigureOptions): Promise<string[]> {
  const png = await renderFigure(options);
  try {
    await writeFile(path, png);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WhylightError(
      'bad-input',
      `The figure could not be written to "${path}" (${reason}); choose another path.`,
    );
  }
  if (await hasFont()) return [];
  return [
    'This machine has no fonts, so letters in the figure are boxes; install one, e.g. the package fonts-dejavu.',
  ];
}
