import { RAMP_SIZE } from '../../overlay/ramp';
import { positionOf } from '../../overlay/scale';
import { FIGURE_COLOURS, num, svgRect, svgText } from '../../overlay/svg';
import type { Piece, PieceRequest } from '../surface';
import { stripColours } from './colours';
import { stripColumns } from './columns';
import { profilePath } from './profile';
import { stripTicks } from './ticks';

const PROFILE = 28;
const HEAT = 16;
const AXIS = 20;
const TICKS = 4;

/** The values as a line of bars, the same as heat beneath it, and an axis that counts the positions from 1. */
export function drawStrip({ parts: { count }, heat, width, theme }: PieceRequest<'strip'>): Piece {
  if (count === 0) return { svg: '', height: 0 };
  const { values, scale, ramp } = heat;
  const { quiet, sunken, bar } = FIGURE_COLOURS[theme];
  const all = Float32Array.from({ length: count }, (_, i) => positionOf(scale, values[i] ?? 0));
  // Narrower than a pixel, neighbours would run into one colour.
  const columns = stripColumns(all, Math.floor(width), scale.kind === 'diverging' ? 0.5 : 0);
  const colours = stripColours(ramp, theme);
  // Six decimals: errors of a factor add up along the strip.
  const across = Number((width / columns.length).toFixed(6));
  const heated = Array.from(columns, (position, i) =>
    column(colours, position, i * across, Math.min(across, width - i * across)),
  );
  const ticks = stripTicks(count, TICKS).map(({ label, place }) => {
    const anchor = place < 0.05 ? 'start' : place > 0.95 ? 'end' : 'middle';
    const x = { start: 0, middle: place * width, end: width }[anchor];
    return svgText(x, PROFILE + HEAT + 14, String(label), { size: 10.5, fill: quiet, anchor });
  });
  const profile = profilePath(columns, scale.kind);
  const svg = [
    `<g transform="scale(${across} ${PROFILE})"><path d="${profile}" fill="${bar}"/></g>`,
    svgRect(0, PROFILE, width, HEAT, sunken),
    `<g shape-rendering="crispEdges">${heated.join('')}</g>`,
    ...ticks,
  ];
  return { svg: svg.join(''), height: PROFILE + HEAT + AXIS };
}

function column(colours: Uint8ClampedArray, position: number, x: number, width: number): string {
  const entry = 4 * Math.round(position * (RAMP_SIZE - 1));
  const [r, g, b, a] = colours.subarray(entry, entry + 4);
  if (a === 0) return '';
  return svgRect(x, PROFILE, width, HEAT, `rgb(${r}, ${g}, ${b})`, `fill-opacity="${num(a! / 255)}"`);
}
