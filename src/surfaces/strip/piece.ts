import { ramp, rampColour } from '../../overlay/ramp';
import { positionOf } from '../../overlay/scale';
import { FIGURE_COLOURS, heatGround, num, svgRect, svgText } from '../../overlay/svg';
import type { Heat, Piece, PieceRequest } from '../surface';
import { profilePath } from './profile';
import { stripTicks } from './ticks';

const PROFILE = 28;
const HEAT = 16;
const AXIS = 20;
const TICKS = 4;

/** The values as a line of bars, the same as heat beneath it, and an axis that counts the positions from 1. */
export function drawStrip({ parts: { count }, heat, width, theme }: PieceRequest<'strip'>): Piece {
  if (count === 0) return { svg: '', height: 0 };
  const { quiet, bar } = FIGURE_COLOURS[theme];
  // Narrower than a pixel, neighbours would run into one grey.
  const bins = binned(heat.values, count, Math.min(count, Math.floor(width)));
  const positions = bins.map((value) => positionOf(heat.scale, value));
  const across = width / bins.length;
  const ticks = stripTicks(count, TICKS).map(({ label, place }) => {
    const anchor = place < 0.05 ? 'start' : place > 0.95 ? 'end' : 'middle';
    const x = count === 1 ? 0 : place * width;
    return svgText(
      anchor === 'start' ? 0 : anchor === 'end' ? width : x,
      PROFILE + HEAT + 14,
      String(label),
      {
        size: 10.5,
        fill: quiet,
        anchor,
      },
    );
  });
  const svg = [
    `<g transform="scale(${num6(across)} ${PROFILE})"><path d="${profilePath(positions, heat.scale.kind)}" fill="${bar}"/></g>`,
    svgRect(0, PROFILE, width, HEAT, heatGround(heat.ramp, theme)),
    `<g shape-rendering="crispEdges">${heatOf(positions, heat, across)}</g>`,
    ...ticks,
  ];
  return { svg: svg.join(''), height: PROFILE + HEAT + AXIS };
}

/** Six decimals: errors of a factor add up along the strip. */
const num6 = (value: number): string => String(Number(value.toFixed(6)));

function heatOf(positions: readonly number[], heat: Heat, across: number): string {
  const colours = ramp(heat.ramp);
  return positions
    .map((position, i) => {
      const [r, g, b, a] = rampColour(colours, position);
      if (a === 0) return '';
      return svgRect(i * across, PROFILE, across, HEAT, `rgb(${r}, ${g}, ${b})`, `fill-opacity="${num(a)}"`);
    })
    .join('');
}

/** At most `most` values: where several share a place, the one that is furthest from nothing, so that none is lost. */
function binned(values: ArrayLike<number>, count: number, most: number): number[] {
  return Array.from({ length: most }, (_, bin) => {
    let furthest = 0;
    const end = Math.floor(((bin + 1) * count) / most);
    for (let i = Math.floor((bin * count) / most); i < end; i++)
      if (Math.abs(values[i] ?? 0) > Math.abs(furthest)) furthest = values[i]!;
    return furthest;
  });
}
