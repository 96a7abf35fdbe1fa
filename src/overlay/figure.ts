/** A figure as an SVG document: title, Answer, Why, one column a method, keys, small print. Its pieces are drawn already. */
import { rgb } from 'd3-color';
import { ramp, rampStops } from './ramp';
import type { RampId } from './ramp';
import { FIGURE_COLOURS, FIGURE_FONT, heatGround, num, readsFromRight, svgRect, svgText } from './svg';
import { ellipsis, escapeXml, textWidth, wrap } from './text';
import { wordTint } from './words';
import type { Theme } from './words';

/** SVG elements whose upper left corner is (0, 0); as wide as they were asked to be. */
export interface FigurePiece {
  readonly svg: string;
  readonly height: number;
}

/** One surface of one method. */
export interface FigureSurface {
  /** “Picture, mostly the middle left” */
  readonly name: string;
  /** Pictures have their name beneath, all else above, where reading begins. */
  readonly isNameBelow?: boolean;
  readonly piece: FigurePiece;
}

export interface FigureColumn {
  readonly title: string;
  /** A second, quieter line. */
  readonly detail?: string;
  /** In the same order in all columns; undefined where this one lacks what others have. */
  readonly surfaces: readonly (FigureSurface | undefined)[];
}

/** How colour means numbers; one a scale. */
export interface FigureKey {
  readonly ramp: RampId;
  /** Heat lies over pictures and runs along the ramp; words go from the page's surface to one hue. */
  readonly of: 'heat' | 'words';
  readonly label: string;
  /** `position` 0…1 along the bar. */
  readonly ticks: readonly { readonly position: number; readonly label: string }[];
}

export interface FigureSpec {
  /** What was asked, else what the model does. */
  readonly title: string;
  readonly answer: {
    /** “Answer”, “Found” */
    readonly label: string;
    /** One quiet line at its right. */
    readonly hint?: string;
    /** Drawn as wide as `figureLayout` says. */
    readonly piece: FigurePiece;
  };
  /** “Why a **spoon** here rather than **nothing**”; without `rival` there is nothing that it is held against. */
  readonly why: {
    readonly lead: string;
    readonly target: string;
    readonly place: string;
    readonly rival?: string;
  };
  /** A sentence that says that the model guesses; all surfaces are then drawn inside a dashed line. */
  readonly guess?: string;
  /** Surfaces are drawn as wide as `figureLayout` says. */
  readonly columns: readonly FigureColumn[];
  readonly keys: readonly FigureKey[];
  /** Small print: model, versions. */
  readonly footnote?: string;
  readonly theme?: Theme;
}

export interface FigureLayout {
  /** Columns a row. */
  readonly across: number;
  /** Width of a surface. */
  readonly column: number;
  /** Width of the answer: of the whole row. */
  readonly inner: number;
  /** Width of the figure. */
  readonly width: number;
}

const MARGIN = 28;
const GAP = 20;
const KEY = 240;
/** The dashed line of a guess stands so far outside. */
const FRAME = 7;
const MOST_IN_A_ROW = 4;
/** One or two columns are wider than many. */
const COLUMN: Readonly<Record<number, number>> = { 1: 480, 2: 360 };
const NARROW_COLUMN = 300;

/** Up to four columns stand in a row, more are wrapped evenly. @throws RangeError for a figure without columns */
export function figureLayout(columns: number): FigureLayout {
  if (columns < 1) throw new RangeError('figure: there is no column to draw; give at least one method');
  const across = Math.ceil(columns / Math.ceil(columns / MOST_IN_A_ROW));
  const column = COLUMN[across] ?? NARROW_COLUMN;
  const inner = across * column + (across - 1) * GAP;
  return { across, column, inner, width: inner + 2 * MARGIN };
}

/** Red, green and blue of the page, 0…255: what fades goes towards it. */
export function pageColour(theme: Theme): readonly [number, number, number] {
  const { r, g, b } = rgb(FIGURE_COLOURS[theme].page);
  return [r, g, b];
}

/** A part of the figure from its top edge down, with the room that it takes. */
type Block = FigurePiece;

/**
 * The figure as an SVG document, and its size in pixels. All numbers are finished and pictures are data URIs, so the
 * string stands alone; page and command line share it. @throws RangeError for a figure without columns
 */
export function figureSvg(spec: FigureSpec): { svg: string; width: number; height: number } {
  const theme = spec.theme ?? 'light';
  const layout = figureLayout(spec.columns.length);
  const { width } = layout;
  const blocks = [
    drawTitle(spec.title, layout.inner, theme),
    drawAnswer(spec, layout.inner, theme),
    drawWhy(spec, layout.inner, theme),
    ...rowsOf(spec.columns, layout.across).map((row) => drawRow(row, spec, layout, theme)),
    ...spec.keys.map((key, i) => drawKey(key, `key-${i}`, layout.inner, theme)),
    drawFootnote(spec.footnote, layout.inner, theme),
  ];
  let y = MARGIN;
  const parts = blocks.map(({ svg, height }) => {
    const placed = svg && move(MARGIN, y, svg);
    y += height;
    return placed;
  });
  const height = Math.ceil(y + MARGIN - 10);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ` +
    `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FIGURE_FONT}">` +
    `${svgRect(0, 0, width, height, FIGURE_COLOURS[theme].page)}${parts.join('')}</svg>`;
  return { svg, width, height };
}

const move = (x: number, y: number, svg: string): string =>
  `<g transform="translate(${num(x)} ${num(y)})">${svg}</g>`;

/** At the right where it is read from there. */
function line(y: number, content: string, width: number, style: Parameters<typeof svgText>[3]): string {
  return readsFromRight(content)
    ? svgText(width, y, content, { ...style, anchor: 'end' })
    : svgText(0, y, content, style);
}

function drawTitle(title: string, width: number, theme: Theme): Block {
  const lines = wrap(title, 20, width, 3);
  const style = { size: 20, fill: FIGURE_COLOURS[theme].ink, weight: 650 };
  const svg = lines.map((content, i) => line(18 + 27 * i, content, width, style));
  return { svg: svg.join(''), height: 27 * lines.length + 14 };
}

function drawAnswer({ answer, guess }: FigureSpec, width: number, theme: Theme): Block {
  const { quiet, line: rule } = FIGURE_COLOURS[theme];
  const label = ellipsis(answer.label, 12, width / 2);
  const mark = textWidth('a guess', 11);
  const after = textWidth(label, 12.5) + 10;
  const left = after + (guess === undefined ? 0 : mark + 16 + 10);
  const bottom = 24 + answer.piece.height + 14;
  const svg = [
    svgText(0, 12, label, { size: 12, fill: quiet, weight: 600 }),
    ...(guess === undefined ? [] : [drawMark(after, 'a guess', mark, quiet)]),
    ...(answer.hint
      ? [
          svgText(width, 12, ellipsis(answer.hint, 12, width - left), {
            size: 12,
            fill: quiet,
            anchor: 'end',
          }),
        ]
      : []),
    move(0, 24, answer.piece.svg),
    svgRect(0, bottom, width, 1, rule),
  ];
  return { svg: svg.join(''), height: bottom + 16 };
}

/** “a guess” in a dashed line of its own. */
function drawMark(x: number, content: string, wide: number, quiet: string): string {
  return (
    svgRect(x, -1.5, wide + 16, 18, 'none', `rx="9" stroke="${quiet}" stroke-dasharray="3 2"`) +
    svgText(x + 8 + wide / 2, 11.5, content, { size: 11, fill: quiet, anchor: 'middle' })
  );
}

function drawWhy({ why, guess }: FigureSpec, width: number, theme: Theme): Block {
  const { ink, quiet } = FIGURE_COLOURS[theme];
  const lines = whyLines(why, width);
  const written = lines.map((pieces, i) => {
    const spans = pieces.map(
      ({ text, isStrong }) =>
        `<tspan${isStrong ? ` font-weight="650" fill="${ink}"` : ''}>${escapeXml(text)}</tspan>`,
    );
    // Spaces between pieces stand outside of them, or a renderer may drop them.
    return `<text x="0" y="${num(17 + 24 * i)}" font-size="17" fill="${quiet}" xml:space="preserve">${spans.join(' ')}</text>`;
  });
  const bottom = 24 * lines.length + 4;
  if (guess === undefined) return { svg: written.join(''), height: bottom + 12 };
  written.push(svgText(0, bottom + 14, ellipsis(guess, 13, width), { size: 13, fill: quiet, weight: 600 }));
  return { svg: written.join(''), height: bottom + 34 };
}

interface Said {
  readonly text: string;
  readonly isStrong: boolean;
}

/** The Why line in two lines at most, words of one kind together; what is left over ends in “…”. */
function whyLines({ lead, target, place, rival }: FigureSpec['why'], width: number): Said[][] {
  const said = (text: string, isStrong: boolean): Said[] =>
    text
      .split(/\s+/)
      .filter(Boolean)
      .map((word) => ({ text: ellipsis(word, SAID, width), isStrong }));
  const words = [
    ...said(lead, false),
    ...said(target, true),
    ...said(place, false),
    ...(rival === undefined ? [] : [...said('rather than', false), ...said(rival, true)]),
  ];
  const lines: Said[][] = [[]];
  let used = 0;
  for (const word of words) {
    const own = textWidth(word.text, SAID);
    const space = used > 0 ? SAID * 0.4 : 0;
    const isFull = used > 0 && used + space + own > width;
    if (isFull && lines.length === 2) {
      lines.at(-1)!.push({ text: '…', isStrong: false });
      break;
    }
    if (isFull) lines.push([]);
    used = isFull ? own : used + space + own;
    lines.at(-1)!.push(word);
  }
  return lines.map(joined);
}

/** Strong letters are a little wider than `textWidth` takes them to be. */
const SAID = 18;

function joined(words: readonly Said[]): Said[] {
  const pieces: Said[] = [];
  for (const word of words) {
    const last = pieces.at(-1);
    if (last?.isStrong === word.isStrong)
      pieces[pieces.length - 1] = { ...last, text: `${last.text} ${word.text}` };
    else pieces.push(word);
  }
  return pieces;
}

function rowsOf(columns: readonly FigureColumn[], across: number): FigureColumn[][] {
  return Array.from({ length: Math.ceil(columns.length / across) }, (_, i) =>
    columns.slice(i * across, (i + 1) * across),
  );
}

const NAME = 20;

/** Methods beside each other: a surface begins at the same height in all of them, so that a row across is one comparison. */
function drawRow(
  columns: readonly FigureColumn[],
  { guess }: FigureSpec,
  { column: width }: FigureLayout,
  theme: Theme,
): Block {
  const { ink, quiet } = FIGURE_COLOURS[theme];
  const head = columns.some(({ detail }) => detail) ? 42 : 26;
  const count = Math.max(...columns.map(({ surfaces }) => surfaces.length));
  const parts = columns.map(({ title, detail }, i) => {
    const aside = guess === undefined ? '' : 'of a guess';
    const room = aside === '' ? width : width - textWidth(aside, 12) - 10;
    return move(
      i * (width + GAP),
      0,
      svgText(0, 14, ellipsis(title, 16, room), { size: 15, fill: ink, weight: 600 }) +
        (detail ? svgText(0, 32, ellipsis(detail, 12, width), { size: 12, fill: quiet }) : '') +
        (aside && svgText(width, 14, aside, { size: 12, fill: quiet, anchor: 'end' })),
    );
  });
  let y = head + (guess === undefined ? 0 : FRAME);
  const top = y;
  for (let at = 0; at < count; at++) {
    const surfaces = columns.map((column) => column.surfaces[at]);
    surfaces.forEach((surface, i) => {
      if (surface) parts.push(move(i * (width + GAP), y, drawSurface(surface, width, quiet)));
    });
    y += Math.max(0, ...surfaces.map((surface) => (surface ? surface.piece.height + NAME + 12 : 0)));
  }
  if (guess !== undefined) {
    columns.forEach((_, i) => parts.push(drawFrame(i * (width + GAP), top, width, y - 12 - top, quiet)));
    y += FRAME;
  }
  return { svg: parts.join(''), height: y + 14 };
}

function drawSurface({ name, isNameBelow, piece }: FigureSurface, width: number, quiet: string): string {
  const label = ellipsis(name, 12, width);
  const style = { size: 12, fill: quiet };
  return isNameBelow
    ? piece.svg + svgText(0, piece.height + 16, label, style)
    : svgText(0, 11, label, style) + move(0, NAME, piece.svg);
}

const drawFrame = (x: number, y: number, width: number, height: number, stroke: string): string =>
  svgRect(
    x - FRAME,
    y - FRAME,
    width + 2 * FRAME,
    height + 2 * FRAME,
    'none',
    `rx="8" stroke="${stroke}" stroke-dasharray="4 3"`,
  );

function drawKey(
  { ramp: id, of, label, ticks }: FigureKey,
  name: string,
  width: number,
  theme: Theme,
): Block {
  const { ink, quiet } = FIGURE_COLOURS[theme];
  const stops = stopsOf(id, of, theme)
    .map(
      ({ offset, colour, opacity }) =>
        `<stop offset="${num(offset)}" stop-color="${colour}" stop-opacity="${opacity}"/>`,
    )
    .join('');
  const parts = [
    `<linearGradient id="${name}">${stops}</linearGradient>`,
    of === 'heat' ? svgRect(0, 0, KEY, 10, heatGround(id, theme), 'rx="2"') : '',
    svgRect(
      0,
      0,
      KEY,
      10,
      `url(#${name})`,
      `rx="2" stroke="${quiet}" stroke-opacity="0.4" stroke-width="0.75"`,
    ),
    svgText(KEY + 14, 10, ellipsis(label, 12, width - KEY - 14), { size: 12, fill: ink }),
  ];
  for (const { x, anchor, label: value } of ticksWithRoom(ticks)) {
    parts.push(`<path d="M${num(x)} 10v4" stroke="${quiet}" stroke-width="0.75"/>`);
    parts.push(svgText(x, 26, value, { size: TICK, fill: quiet, anchor }));
  }
  return { svg: parts.join(''), height: 42 };
}

interface PlacedTick {
  readonly x: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly label: string;
  /** What its label covers. */
  readonly from: number;
  readonly to: number;
}

const TICK = 10.5;

/** The ends, and of those between what does not run into another label. */
function ticksWithRoom(ticks: FigureKey['ticks']): PlacedTick[] {
  const placed = ticks.map(({ position, label }): PlacedTick => {
    const [x, width] = [position * KEY, textWidth(label, TICK)];
    if (position <= 0) return { x, anchor: 'start', label, from: x, to: x + width };
    if (position >= 1) return { x, anchor: 'end', label, from: x - width, to: x };
    return { x, anchor: 'middle', label, from: x - width / 2, to: x + width / 2 };
  });
  const kept: PlacedTick[] = placed.filter(({ anchor }) => anchor !== 'middle');
  for (const tick of placed)
    if (tick.anchor === 'middle' && kept.every(({ from, to }) => tick.from > to + 4 || tick.to < from - 4))
      kept.push(tick);
  return kept;
}

/** Stops of a key's bar: of the ramp itself, or of the tints that words have on it. */
function stopsOf(id: RampId, of: FigureKey['of'], theme: Theme): ReturnType<typeof rampStops> {
  const stops = rampStops(ramp(id));
  if (of === 'heat') return stops;
  return stops.map(({ offset }) => ({ offset, colour: wordTint(offset, id, theme).background, opacity: 1 }));
}

function drawFootnote(footnote: string | undefined, width: number, theme: Theme): Block {
  if (!footnote) return { svg: '', height: 0 };
  const lines = wrap(footnote, 10.5, width, 2);
  const svg = lines.map((content, i) =>
    svgText(0, 8 + 14 * i, content, { size: 10.5, fill: FIGURE_COLOURS[theme].quiet }),
  );
  return { svg: svg.join(''), height: 14 * lines.length };
}
