import { writeFile } from 'node:fs/promises';
import { rgb } from 'd3-color';
import sharp from 'sharp';
import type { ExplanationDocument, MethodResult } from '../../src/ask/document';
import { WhylightError } from '../../src/engine/types';
import type { PatchGrid } from '../../src/image/grid';
import type { Pixels } from '../../src/image/pixels';
import { overlay } from '../../src/overlay/blend';
import type { Rgba } from '../../src/overlay/blend';
import { outlinePath, outlines, topPatches } from '../../src/overlay/contour';
import { FIGURE_COLOURS, figureSvg } from '../../src/overlay/figure';
import type { FigureLegend, FigurePanel } from '../../src/overlay/figure';
import { ramp } from '../../src/overlay/ramp';
import type { RampId } from '../../src/overlay/ramp';
import { percent, positionOf, scaleLabel, scaleTicks, sharedScale, signedScale } from '../../src/overlay/scale';
import type { ColourScale } from '../../src/overlay/scale';
import type { Drawing } from '../../src/overlay/upsample';
import type { Theme } from '../../src/overlay/words';

export interface FigureOptions {
  /** The image as the model's preprocessing received it. */
  readonly image: Pixels;
  readonly document: ExplanationDocument;
  /** Part of the image that the maps cover, in its pixels (`patchGrid(…).source`); all of it when left out. */
  readonly region?: PatchGrid['source'];
  /** Titles of methods; `weighted` becomes "Weighted relevance" when left out. */
  readonly title?: (method: MethodResult) => string;
  readonly drawing?: Drawing;
  readonly ramp?: RampId;
  readonly theme?: Theme;
  /** Outline the top 20 % of patches. On by default. */
  readonly contours?: boolean;
}

/** Longer side of the pictures in the figure, in pixels: twice their size on the page, for print. */
const PICTURE = 640;
const PIXEL_RATIO = 2;

const isSpecial = (token: string) => /^<\|.*\|>$/.test(token);

const TITLES: Readonly<Record<string, string>> = {
  weighted: 'Weighted relevance',
  equal: 'Equal relevance',
  raw: 'Raw attention',
  rollout: 'Attention rollout',
  gradcam: 'Grad-CAM',
};

function methodTitle({ id }: MethodResult): string {
  return TITLES[id] ?? `${id.charAt(0).toUpperCase()}${id.slice(1)}`;
}

/** Methods that read more blocks than one, so that the first block says something. */
const LAYERED: ReadonlySet<string> = new Set(['weighted', 'equal', 'rollout']);

function methodDetail({ id, importance, startLayer }: MethodResult): string {
  if (!LAYERED.has(id)) return importance ? `importance: ${importance}` : '';
  const blocks = startLayer === 0 ? 'all blocks' : `blocks from ${startLayer + 1}`;
  return importance ? `importance: ${importance}, ${blocks}` : blocks;
}

async function shrink(image: Pixels): Promise<Rgba> {
  const { width, height, data } = image;
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const result = await sharp(bytes, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .resize(PICTURE, PICTURE, { fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: result.info.width, height: result.info.height, data: result.data };
}

async function pngUri({ width, height, data }: Rgba): Promise<string> {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const png = await sharp(bytes, { raw: { width, height, channels: 4 } })
    .flatten({ background: '#fff' })
    .png()
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** The part of the picture that a region of the original covers, in whole pixels; it may reach outside, as padding does. */
function regionIn(picture: Rgba, image: Pixels, region: PatchGrid['source']): PatchGrid['source'] {
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

/** Scales of one kind of map: all signed maps share one, all others share one. */
interface Scales {
  readonly image: ColourScale;
  readonly text: ColourScale;
  readonly ramp: RampId;
}

const isSigned = ({ image, text }: MethodResult) =>
  image.values.some((value) => value < 0) || text.values.some((value) => value < 0);

function scalesOf(methods: readonly MethodResult[], signed: boolean, sequential: RampId): Scales {
  const scale = signed ? signedScale : sharedScale;
  return {
    image: scale(methods.map((method) => method.image.values)),
    text: scale(methods.map((method) => method.text.values)),
    ramp: signed ? 'puor' : sequential,
  };
}

function answerLine({ answers, target }: ExplanationDocument): string {
  const chosen = answers.find(({ text }) => text === target.answer);
  const certainty = chosen ? ` (${percent(chosen.probability)})` : '';
  const rival = target.versus === undefined ? '' : ` rather than “${target.versus}”`;
  return `Why “${target.answer}”${certainty}${rival}?`;
}

/**
 * Draws the figure of an explanation: the image, each method's heat map beside it on one scale, the question's words
 * with their shares, the answer, colour bars. Returns PNG bytes (two pixels a CSS pixel).
 */
export async function renderFigure(options: FigureOptions): Promise<Buffer> {
  const {
    image,
    document,
    drawing = 'smooth',
    theme = 'light',
    contours = true,
    title = methodTitle,
  } = options;
  const picture = await shrink(image);
  const region = regionIn(
    picture,
    image,
    options.region ?? { x: 0, y: 0, width: image.width, height: image.height },
  );
  const { methods, tokens } = document;
  const groups = [false, true].map((signed) => methods.filter((method) => isSigned(method) === signed));
  const scales = groups.map((group, i) => scalesOf(group, i === 1, options.ramp ?? 'magma'));

  const page = rgb(FIGURE_COLOURS[theme].page);
  const fadeTo = [page.r, page.g, page.b] as const;
  const panels: FigurePanel[] = [{ title: 'Image', href: await pngUri(picture) }];
  for (const method of methods) {
    const { image: scale, text: textScale, ramp: id } = scales[isSigned(method) ? 1 : 0]!;
    const { rows, cols, values } = method.image;
    const heat = overlay(picture, method.image, { scale, ramp: ramp(id), drawing, fadeTo }, region);
    const top = outlines(topPatches(values), rows, cols);
    const words = tokens
      .map((text, i) => ({
        text,
        value: method.text.values[i]!,
        position: positionOf(textScale, method.text.values[i]!),
      }))
      .filter(({ text }) => !isSpecial(text));
    panels.push({
      title: title(method),
      detail: methodDetail(method),
      href: await pngUri(heat),
      words,
      ramp: id,
      ...(contours
        ? { contour: outlinePath(top, region.width / cols, region.height / rows, region.x, region.y) }
        : {}),
    });
  }
  const legends: FigureLegend[] = scales
    .filter((_, i) => groups[i]!.length > 0)
    .map(({ image: scale, ramp: id }) => ({ ramp: id, label: scaleLabel(scale), ticks: scaleTicks(scale) }));
  const outlined = contours ? ' Outlined: the top 20 % of patches.' : '';
  const { svg } = figureSvg({
    question: document.question,
    answer: answerLine(document),
    image: { width: picture.width, height: picture.height },
    panels,
    legends,
    footnote: `Model ${document.model.id}, SHA-256 ${document.model.sha256.slice(0, 12)}.${outlined} Made with Whylight.`,
    theme,
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
