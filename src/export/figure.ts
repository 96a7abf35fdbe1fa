/** The figure of an explanation: picture, heat maps on one scale, words, colour bars. */
import type { ExplanationDocument, MethodResult } from '../ask/document';
import type { Rect } from '../image/pixels';
import { overlay, type Rgba } from '../overlay/blend';
import { outlinePath, outlines, topPatches } from '../overlay/contour';
import { figureSvg, type FigurePanel } from '../overlay/figure';
import { ramp, type RampId } from '../overlay/ramp';
import { percent, positionOf, scaleLabel, scaleTicks, sharedScale, signedScale } from '../overlay/scale';
import type { Drawing } from '../overlay/upsample';
import type { Theme } from '../overlay/words';
import { methodById } from '../methods/registry';

export interface FigureRequest {
  readonly document: ExplanationDocument;
  /** The picture as it is drawn, about 600 pixels wide. */
  readonly picture: Rgba;
  /** Part of the picture that the maps cover, whole pixels. */
  readonly region: Rect;
  /** RGBA pixels as the address of an embedded image (`data:image/png;…`). */
  readonly toUri: (pixels: Rgba) => string | Promise<string>;
  readonly drawing?: Drawing;
  readonly theme?: Theme;
  readonly ramp?: RampId;
  readonly contours?: boolean;
}

const isSpecial = (token: string) => /^<\|.*\|>$/.test(token);
const isSigned = ({ image, text }: MethodResult) =>
  [...image.values, ...text.values].some((value) => value < 0);

/** An SVG document that stands alone: pictures embedded, no scripts, fonts by family with a generic one at the end. */
export async function explanationFigure(
  request: FigureRequest,
): Promise<{ svg: string; width: number; height: number }> {
  const { document, picture, region, toUri, drawing = 'smooth', theme = 'light', contours = true } = request;
  const { methods, tokens } = document;
  const groups = [methods.filter((method) => !isSigned(method)), methods.filter(isSigned)];
  const scales = groups.map((group, signed) => {
    const scale = signed ? signedScale : sharedScale;
    return {
      image: scale(group.map(({ image }) => image.values)),
      text: scale(group.map(({ text }) => text.values)),
      ramp: signed ? ('puor' as const) : (request.ramp ?? 'magma'),
    };
  });
  const panels: FigurePanel[] = [{ title: 'Image', href: await toUri(picture) }];
  for (const method of methods) {
    const { image: scale, text, ramp: id } = scales[Number(isSigned(method))]!;
    const heat = overlay(picture, method.image, { scale, ramp: ramp(id), drawing }, region);
    panels.push({
      title: methodById(method.id).title,
      detail: detailOf(method),
      href: await toUri(heat),
      ramp: id,
      words: tokens.flatMap((token, i) => {
        const value = method.text.values[i]!;
        return isSpecial(token) ? [] : [{ text: plain(token), value, position: positionOf(text, value) }];
      }),
      ...(contours ? { contour: contourOf(method, region) } : {}),
    });
  }
  return figureSvg({
    question: document.question,
    answer: captionOf(document),
    image: { width: picture.width, height: picture.height },
    panels,
    legends: scales.flatMap(({ image, ramp: id }, i) =>
      groups[i]!.length === 0 ? [] : [{ ramp: id, label: scaleLabel(image), ticks: scaleTicks(image) }],
    ),
    footnote: `Model ${document.model.id}, SHA-256 ${document.model.sha256.slice(0, 12)}.${contours ? ' Outlined: the top 20 % of patches.' : ''} Made with Whylight.`,
    theme,
  });
}

/** “Why “cat” (91.2 %) rather than “dog”?” */
export function captionOf({ answers, target }: ExplanationDocument): string {
  const chosen = answers.find(({ text }) => text === target.answer);
  const certainty = chosen ? ` (${percent(chosen.probability)})` : '';
  const rival = target.versus === undefined ? '' : ` rather than “${target.versus}”`;
  return `Why “${target.answer}”${certainty}${rival}?`;
}

/** What tells variants of a method apart. */
export function detailOf({ id, importance, startLayer }: MethodResult): string {
  const parts = importance === undefined ? [] : [`importance: ${importance}`];
  if (methodById(id).usesStartLayer)
    parts.push(startLayer === 0 ? 'all blocks' : `blocks from ${startLayer + 1}`);
  return parts.join(', ');
}

/** A token without CLIP's end-of-word mark. */
export const plain = (token: string): string => token.replace(/<\/w>$/, '');

function contourOf({ image: { rows, cols, values } }: MethodResult, region: Rect): string {
  const top = outlines(topPatches(values), rows, cols);
  return outlinePath(top, region.width / cols, region.height / rows, region.x, region.y);
}
