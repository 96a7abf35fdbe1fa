/** The figure of an explanation: picture, heat maps on one scale, words, colour bars. */
import type { ExplanationDocument, ImageMap, MethodResult } from '../ask/document';
import { wordsOf, wordValues, type Word } from '../ask/words';
import { compositeOnWhite, type Pixels, type Rect } from '../image/pixels';
import { overlay } from '../overlay/blend';
import { outlinePath, outlines, topPatches } from '../overlay/contour';
import {
  figureSvg,
  pageColour,
  type FigureLegend,
  type FigurePanel,
  type FigureWord,
} from '../overlay/figure';
import { ramp, type RampId } from '../overlay/ramp';
import {
  positionOf,
  scaleLabel,
  scaleTicks,
  sharedScale,
  signedScale,
  type ColourScale,
} from '../overlay/scale';
import type { Drawing } from '../overlay/upsample';
import type { Theme } from '../overlay/words';
import { captionOf, detailOf, titleOf } from './captions';

export interface FigureRequest {
  readonly document: ExplanationDocument;
  /** The picture as it is drawn, about 600 pixels wide, and the part of it that the maps cover, in whole pixels. */
  readonly picture?: Pixels;
  readonly region?: Rect;
  /** Opaque RGBA pixels as the address of an embedded image (`data:image/png;…`). */
  readonly toUri: (pixels: Pixels) => string | Promise<string>;
  readonly drawing?: Drawing;
  readonly theme?: Theme;
  readonly ramp?: RampId;
  readonly contours?: boolean;
}

/** How maps that share their scales become colours: all signed maps share them, and all others do. */
interface Colouring {
  readonly ramp: RampId;
  /** Absent where no method has such a map. */
  readonly image?: ColourScale;
  readonly words?: ColourScale;
}

/**
 * An SVG document that stands alone: pictures embedded, no scripts, fonts by family with a generic one at the end. Where
 * the model sees no picture, or none is given, there are words only.
 */
export async function explanationFigure(
  request: FigureRequest,
): Promise<{ svg: string; width: number; height: number }> {
  const { document, toUri, theme = 'light', contours = true } = request;
  const { methods, model, question } = document;
  const picture = request.picture && onWhite(request.picture);
  const words = wordsOf(document);
  const plain = colouringOf(
    methods.filter((method) => !isSigned(method)),
    words,
    sharedScale,
    request.ramp ?? 'magma',
  );
  const signed = colouringOf(methods.filter(isSigned), words, signedScale, 'puor');
  const panels: FigurePanel[] = picture ? [{ title: 'Image', href: await toUri(picture) }] : [];
  for (const method of methods)
    panels.push(
      await panelOf(method, words, isSigned(method) ? signed : plain, { ...request, picture, theme }),
    );
  const outlined = contours && picture ? ' Outlined: the top 20 % of patches.' : '';
  return figureSvg({
    question,
    answer: captionOf(document),
    ...(picture ? { image: { width: picture.width, height: picture.height } } : {}),
    panels,
    legends: [plain, signed].flatMap(legendsOf),
    footnote: `Model ${model.id}, SHA-256 ${model.sha256.slice(0, 12)}.${outlined} Made with Whylight.`,
    theme,
  });
}

const isSigned = ({ image, text }: MethodResult): boolean =>
  [...(image?.values ?? []), ...(text?.values ?? [])].some((value) => value < 0);

function colouringOf(
  methods: readonly MethodResult[],
  words: readonly Word[],
  scale: (maps: readonly ArrayLike<number>[]) => ColourScale,
  id: RampId,
): Colouring {
  const images = methods.flatMap(({ image }) => (image ? [image.values] : []));
  const texts = methods.flatMap(({ text }) => (text ? [wordValues(words, text.values)] : []));
  return {
    ramp: id,
    ...(images.length > 0 ? { image: scale(images) } : {}),
    ...(texts.length > 0 ? { words: scale(texts) } : {}),
  };
}

/** A colour bar for the patches, or for the words where there are no patches. */
function legendsOf({ ramp: id, image, words }: Colouring): FigureLegend[] {
  const scale = image ?? words;
  if (!scale) return [];
  return [{ ramp: id, label: scaleLabel(scale, image ? 'patch' : 'word'), ticks: scaleTicks(scale) }];
}

async function panelOf(
  method: MethodResult,
  words: readonly Word[],
  colouring: Colouring,
  { picture, region, toUri, drawing = 'smooth', theme = 'light', contours = true }: FigureRequest,
): Promise<FigurePanel> {
  const panel = {
    title: titleOf(method.id),
    detail: detailOf(method),
    ramp: colouring.ramp,
    ...(method.text && colouring.words ? { words: chipsOf(words, method.text.values, colouring.words) } : {}),
  };
  if (!picture || !method.image || !colouring.image) return panel;
  const covered = region ?? { x: 0, y: 0, width: picture.width, height: picture.height };
  const look = { scale: colouring.image, ramp: ramp(colouring.ramp), drawing, fadeTo: pageColour(theme) };
  const heat = overlay(picture, method.image, look, covered);
  return {
    ...panel,
    href: await toUri(heat),
    ...(contours ? { contour: contourOf(method.image, covered) } : {}),
  };
}

function chipsOf(words: readonly Word[], values: readonly number[], scale: ColourScale): FigureWord[] {
  const shares = wordValues(words, values);
  return words.map(({ text }, n) => ({ text, value: shares[n]!, position: positionOf(scale, shares[n]!) }));
}

function contourOf({ rows, cols, values }: ImageMap, region: Rect): string {
  const top = outlines(topPatches(values), rows, cols);
  return outlinePath(top, region.width / cols, region.height / rows, region.x, region.y);
}

/** The picture without transparency: what shows through it is white, as the model saw it. */
function onWhite({ width, height, data }: Pixels): Pixels {
  const rgb = new Uint8Array(width * height * 3);
  compositeOnWhite(data, 0, rgb, 0, width * height);
  const opaque = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) opaque.set(rgb.subarray(i * 3, i * 3 + 3), i * 4);
  return { width, height, data: opaque };
}
