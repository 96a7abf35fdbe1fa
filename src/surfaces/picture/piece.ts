import { ramp, rampColour } from '../../overlay/ramp';
import { positionOf } from '../../overlay/scale';
import { heatGround, num, svgRect } from '../../overlay/svg';
import { escapeXml } from '../../overlay/text';
import type { Piece, PieceRequest } from '../surface';

/** A tall picture is drawn narrower than there is room, and no higher than this. */
const HIGHEST = 420;

/** The picture with its heat and outline at the left; the heat alone on plain ground where there is no picture. */
export function drawPicture(request: PieceRequest<'picture'>): Piece {
  const { parts, picture, contour, width } = request;
  const size = picture ?? { width: parts.cols, height: parts.rows };
  const scale = Math.min(width / size.width, HIGHEST / size.height);
  const drawn = { width: size.width * scale, height: size.height * scale };
  const svg = picture ? imageOf(picture.href, drawn) : patchesOf(request, drawn);
  return { svg: svg + (picture && contour ? outline(contour, scale) : ''), height: drawn.height };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** `xlink:href` is what all readers know, those of SVG 1.1 too, such as Inkscape; beside `href` the picture would be there twice. */
function imageOf(href: string, { width, height }: Size): string {
  const address = escapeXml(href);
  return (
    `<image width="${num(width)}" height="${num(height)}" preserveAspectRatio="none" ` +
    `xlink:href="${address}"/>`
  );
}

/** A dark line under a light one is seen on any picture. `scale`: pixels of the figure a unit of the outline. */
function outline(contour: string, scale: number): string {
  const stroke = (colour: string, pixels: number) =>
    `<path d="${escapeXml(contour)}" fill="none" stroke="${colour}" stroke-width="${num(pixels / scale)}" stroke-linejoin="round"/>`;
  return `<g transform="scale(${scale})">${stroke('#16171a', 3)}${stroke('#ffffff', 1.25)}</g>`;
}

function patchesOf({ parts, heat, theme }: PieceRequest<'picture'>, { width, height }: Size): string {
  const [across, down] = [width / parts.cols, height / parts.rows];
  const colours = ramp(heat.ramp);
  const patches = Array.from({ length: parts.rows * parts.cols }, (_, i) => {
    const [r, g, b, a] = rampColour(colours, positionOf(heat.scale, heat.values[i] ?? 0));
    if (a === 0) return '';
    const place = [(i % parts.cols) * across, Math.floor(i / parts.cols) * down] as const;
    return svgRect(...place, across, down, `rgb(${r}, ${g}, ${b})`, `fill-opacity="${num(a)}"`);
  });
  // Without anti-aliasing, or the ground would show as lines between patches.
  return (
    svgRect(0, 0, width, height, heatGround(heat.ramp, theme)) +
    `<g shape-rendering="crispEdges">${patches.join('')}</g>`
  );
}
