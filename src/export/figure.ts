/** The figure of an explanation, made of the same pieces as the page: Answer, Why, one column a method, keys. */
import type { ExplanationDocument } from '../ask/document';
import { compositeOnWhite, type Pixels, type Rect } from '../image/pixels';
import { overlay } from '../overlay/blend';
import { outlinePath, outlines, topPatches } from '../overlay/contour';
import {
  figureLayout,
  figureSvg,
  pageColour,
  type FigureColumn,
  type FigureSurface,
} from '../overlay/figure';
import { ramp, type RampId } from '../overlay/ramp';
import type { Drawing } from '../overlay/upsample';
import type { Theme } from '../overlay/words';
import { SURFACES, type PieceRequest, type SurfaceKind } from '../surfaces';
import { answerOf } from './answer';
import { detailOf, titleOf } from './captions';
import { colouringOf, keysOf, type Colouring } from './colouring';
import { isSigned, surfacesOf, type DocumentSurface } from './surfaces';

export interface FigureRequest {
  readonly document: ExplanationDocument;
  /** The picture as it is drawn, about 600 pixels wide, and the part of it that the maps cover, in whole pixels. */
  readonly picture?: Pixels;
  readonly region?: Rect;
  /** Opaque RGBA pixels as the address of an embedded image (`data:image/png;…`). */
  readonly toUri: (pixels: Pixels) => string | Promise<string>;
  readonly drawing?: Drawing;
  readonly theme?: Theme;
  /** Colours of relevance; a guess is drawn in greys, and what has a sign in colours of its own. */
  readonly ramp?: RampId;
  readonly contours?: boolean;
  /** Title where nothing was asked: what the model does. The model's name when left out. */
  readonly task?: string;
}

const GUESS = 'A guess: this model has only ever seen stickers.';

/**
 * An SVG document that stands alone: pictures embedded, no scripts, fonts by family with a generic one at the end. Maps
 * of patches without a picture are drawn on plain ground.
 */
export async function explanationFigure(
  request: FigureRequest,
): Promise<{ svg: string; width: number; height: number }> {
  const { document, theme = 'light', contours = true } = request;
  const { methods, model } = document;
  const layout = figureLayout(methods.length);
  const look: Look = {
    ...request,
    picture: request.picture && onWhite(request.picture),
    theme,
    contours,
    width: layout.column,
  };
  const isGuess = document.guess === true;
  const ramps = isGuess
    ? ({ plain: 'greys', signed: 'blackwhite' } as const)
    : ({ plain: request.ramp ?? 'magma', signed: 'puor' } as const);

  const surfaces = surfacesOf(document);
  const signs = methods.map(isSigned);
  const colourings = surfaces.map((surface) => colouringOf(surface, signs, ramps));
  const columns = await Promise.all(
    methods.map(async (method, at): Promise<FigureColumn> => {
      const drawn = surfaces.map((surface, i) => drawSurface(surface, at, colourings[i]![at], look));
      return { title: titleOf(method.id), detail: detailOf(method), surfaces: await Promise.all(drawn) };
    }),
  );
  const units = surfaces.map(({ kind }) => SURFACES[kind].unit);
  const isOnly = (unit: string) => units.filter((one) => one === unit).length === 1;
  const outlined = contours && look.picture && units.includes('patch');
  return figureSvg({
    title: document.question.trim() || request.task || model.id,
    ...(await answerOf(document, layout.inner, theme)),
    ...(isGuess ? { guess: GUESS } : {}),
    columns,
    keys: surfaces.flatMap((surface, i) => keysOf(surface, colourings[i]!, isOnly(units[i]!))),
    footnote: `Model ${model.id}, SHA-256 ${model.sha256.slice(0, 12)}.${outlined ? ' Outlined: the top 20 % of patches.' : ''} Made with Whylight.`,
    theme,
  });
}

/** How surfaces are drawn, the same for all. */
interface Look extends Omit<FigureRequest, 'picture'> {
  readonly picture: Pixels | undefined;
  readonly theme: Theme;
  readonly contours: boolean;
  /** Of a column. */
  readonly width: number;
}

/** A surface as method number `at` colours it; undefined where that method has no map of it. */
async function drawSurface<K extends SurfaceKind>(
  { kind, title, parts, maps }: DocumentSurface<K>,
  at: number,
  colouring: Colouring | undefined,
  look: Look,
): Promise<FigureSurface | undefined> {
  const values = maps[at];
  if (!values || !colouring) return undefined;
  const surface = SURFACES[kind];
  const draw = await surface.piece();
  const request: PieceRequest<K> = {
    parts,
    heat: { values, ...colouring },
    width: look.width,
    theme: look.theme,
  };
  const where = surface.where(parts, values);
  const isPicture = kind === 'picture';
  return {
    name: where === undefined ? title : `${title}, ${where}`,
    isNameBelow: isPicture,
    piece: draw(
      isPicture && look.picture
        ? { ...request, ...(await painted(request as PieceRequest<'picture'>, look.picture, look)) }
        : request,
    ),
  };
}

/** The picture with the heat on it, and the outline of the top patches. */
async function painted(
  { parts: { rows, cols }, heat: { values, scale, ramp: id } }: PieceRequest<'picture'>,
  picture: Pixels,
  { region, toUri, drawing = 'smooth', theme, contours }: Look,
): Promise<Pick<PieceRequest<'picture'>, 'picture' | 'contour'>> {
  const { width, height } = picture;
  const covered = region ?? { x: 0, y: 0, width, height };
  const look = { scale, ramp: ramp(id), drawing, fadeTo: pageColour(theme) };
  const href = await toUri(overlay(picture, { rows, cols, values }, look, covered));
  if (!contours) return { picture: { href, width, height } };
  const top = outlines(topPatches(values), rows, cols);
  const contour = outlinePath(top, covered.width / cols, covered.height / rows, covered.x, covered.y);
  return { picture: { href, width, height }, contour };
}

/** The picture without transparency: what shows through it is white, as the model saw it. */
function onWhite({ width, height, data }: Pixels): Pixels {
  const rgb = new Uint8Array(width * height * 3);
  compositeOnWhite(data, 0, rgb, 0, width * height);
  const opaque = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) opaque.set(rgb.subarray(i * 3, i * 3 + 3), i * 4);
  return { width, height, data: opaque };
}
