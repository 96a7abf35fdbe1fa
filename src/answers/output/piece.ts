import { FIGURE_COLOURS, flow, linesOf, num, svgRect, svgText } from '../../overlay/svg';
import { ellipsis, textWidth } from '../../overlay/text';
import type { Piece } from '../../surfaces/surface';
import type { AnswerData, AnswerPieceRequest } from '../answer';
import { likelihood } from '../likelihood';
import { centreOf } from './cross';
import { legend, type LegendEntry } from './legend';
import { pointText } from './point';

const HEIGHT = 124;
/** Of an output with more points, every second, third … is drawn: the picture is small. */
const MOST_ROWS = 96;
/** Steps of grey: neighbours of one grey are one mark. */
const GREYS = 64;
const GAP = 20;
const NAME = 18;
const SWATCH = 10;
const SWATCH_GAP = 6;
/** Upper edge of the classes, and how far their lines stand apart. */
const LEGEND = 44;
const ROW = 22;
/** Classes that cover the most. */
const MOST_ENTRIES = 6;

type Output = AnswerData['output'];

/** The output as a small grey picture with a cross; beside it what stands at the cross, and what covers how much. */
export function drawOutput({ data, target, width, theme }: AnswerPieceRequest<'output'>): Piece {
  const { rows, cols } = data;
  if (rows < 1 || cols < 1) return { svg: '', height: 0 };
  const { ink, quiet, line } = FIGURE_COLOURS[theme];
  const height = Math.min(HEIGHT, (0.6 * width * rows) / cols);
  const across = (height * cols) / rows;
  const left = across + GAP;
  const room = width - left;
  const greys = drawLegend(legend(data), room, quiet);
  const cross = centreOf(data, target);
  const svg = [
    greysOf(data, across, height),
    svgRect(0, 0, across, height, 'none', `stroke="${line}"`),
    crossAt(cross.x * across, cross.y * height),
    svgText(left, 26, ellipsis(atCross(data, target), NAME, room), { size: NAME, fill: ink }),
    `<g transform="translate(${num(left)} ${LEGEND})">${greys.svg}</g>`,
  ];
  return { svg: svg.join(''), height: Math.max(height, LEGEND + greys.height) };
}

/** “cup, 96.0 % at the cross”, “2.4 m at the cross” */
function atCross(data: Output, at: number): string {
  const share = data.classes && data.shares?.[at];
  const certainty = share === undefined ? '' : `, ${likelihood(share)}`;
  return `${pointText(data, at)}${certainty} at the cross`;
}

/** White with a dark rim is seen on any grey. */
function crossAt(x: number, y: number): string {
  const path = `M${num(x - 6)} ${num(y)}h12M${num(x)} ${num(y - 6)}v12`;
  return `<path d="${path}" stroke="#16171a" stroke-width="3.5"/><path d="${path}" stroke="#ffffff" stroke-width="1.5"/>`;
}

const levelOf = (grey: number): number => Math.round(Math.min(Math.max(grey || 0, 0), 1) * (GREYS - 1));

/** One path a grey, made of its runs along the rows: no picture file is needed. */
function greysOf({ rows, cols, greys }: Output, width: number, height: number): string {
  const step = Math.max(1, Math.ceil(rows / MOST_ROWS));
  const [down, across] = [Math.ceil(rows / step), Math.ceil(cols / step)];
  const paths = new Map<number, string>();
  for (let row = 0; row < down; row++) {
    let from = 0;
    for (let col = 1; col <= across; col++) {
      const at = (c: number) => levelOf(greys[row * step * cols + c * step] ?? 0);
      if (col < across && at(col) === at(from)) continue;
      const level = at(from);
      paths.set(level, `${paths.get(level) ?? ''}M${from} ${row}h${col - from}v1h${from - col}z`);
      from = col;
    }
  }
  const marks = [...paths]
    .sort(([a], [b]) => a - b)
    .map(([level, path]) => `<path d="${path}" fill="${greyOf(level)}"/>`);
  return `<g transform="scale(${width / across} ${height / down})" shape-rendering="crispEdges">${marks.join('')}</g>`;
}

function greyOf(level: number): string {
  const byte = Math.round((255 * level) / (GREYS - 1));
  return `rgb(${byte}, ${byte}, ${byte})`;
}

/** What the greys stand for, the first few in lines. */
function drawLegend(entries: readonly LegendEntry[], room: number, quiet: string): Piece {
  const named = entries.slice(0, MOST_ENTRIES).map(({ text, grey, share }) => {
    const label = ellipsis(
      share === undefined ? text : `${text} ${likelihood(share)}`,
      12,
      room - SWATCH - SWATCH_GAP,
    );
    return { label, grey, width: SWATCH + SWATCH_GAP + textWidth(label, 12), gap: 14 };
  });
  const places = flow(named, room);
  const svg = named.map(({ label, grey }, i) => {
    const { x, line } = places[i]!;
    const y = line * ROW;
    return (
      svgRect(x, y, SWATCH, SWATCH, greyOf(levelOf(grey)), `rx="2" stroke="${quiet}" stroke-width="0.75"`) +
      svgText(x + SWATCH + SWATCH_GAP, y + 9.5, label, { size: 12, fill: quiet })
    );
  });
  return { svg: svg.join(''), height: linesOf(places) * ROW };
}
