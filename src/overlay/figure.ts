import { rgb } from 'd3-color';
import { ramp, rampStops } from './ramp';
import type { RampId } from './ramp';
import { percent } from './scale';
import { ellipsis, escapeXml, textWidth, wrap } from './text';
import { wordTint } from './words';
import type { Theme } from './words';

export interface FigureWord {
  readonly text: string;
  /** Share of the relevance, shown beneath the word. */
  readonly value: number;
  /** Position on the ramp, 0…1. */
  readonly position: number;
}

export interface FigurePanel {
  readonly title: string;
  /** A second, quieter line. */
  readonly detail?: string;
  /** The picture as a data URI, in the proportions of `FigureSpec.image`; panels without one hold words only. */
  readonly href?: string;
  /** Outline as SVG path data in units of `FigureSpec.image`. */
  readonly contour?: string;
  readonly words?: readonly FigureWord[];
  readonly ramp?: RampId;
}

export interface FigureLegend {
  readonly ramp: RampId;
  readonly label: string;
  /** `position` 0…1 along the bar. */
  readonly ticks: readonly { readonly position: number; readonly label: string }[];
}

export interface FigureSpec {
  readonly question: string;
  /** E.g. "cat (91.2 %)" or "cat rather than dog". */
  readonly answer: string;
  /** Proportions of the pictures, and the unit of contours. Absent where no panel has a picture. */
  readonly image?: { readonly width: number; readonly height: number };
  readonly panels: readonly FigurePanel[];
  readonly legends: readonly FigureLegend[];
  /** Small print: model, versions. */
  readonly footnote?: string;
  readonly theme?: Theme;
  /** Panels a row; by default what the number of panels suggests. */
  readonly columns?: number;
}

const FONT = "Inter, 'Inter Variable', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";
const MARGIN = 28;
const GAP = 20;
const PANEL = 300;
const MAX_PICTURE_HEIGHT = 420;
const CHIP = { height: 38, gap: 4, padding: 6, text: 13, value: 10.5 };
/** Colours of the page, its text and its small print. */
export const FIGURE_COLOURS: Readonly<Record<Theme, { page: string; ink: string; quiet: string }>> = {
  light: { page: '#ffffff', ink: '#16171a', quiet: '#5d6068' },
  dark: { page: '#101114', ink: '#f2f2f5', quiet: '#a3a6ae' },
};

/** Red, green and blue of the page, 0…255: what fades goes towards it. */
export function pageColour(theme: Theme): readonly [number, number, number] {
  const { r, g, b } = rgb(FIGURE_COLOURS[theme].page);
  return [r, g, b];
}

interface Style {
  readonly size: number;
  readonly fill: string;
  readonly weight?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
}

function text(
  x: number,
  y: number,
  content: string,
  { size, fill, weight = 400, anchor = 'start' }: Style,
): string {
  return `<text x="${num(x)}" y="${num(y)}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}">${escapeXml(content)}</text>`;
}

function num(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** A word at its place among lines of chips, relative to the first. */
interface Chip {
  readonly word: FigureWord;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function placeChips(words: readonly FigureWord[]): Chip[] {
  const chips: Chip[] = [];
  let x = 0;
  let y = 0;
  for (const word of words) {
    const label = ellipsis(word.text, CHIP.text, PANEL - 2 * CHIP.padding);
    const inner = Math.max(textWidth(label, CHIP.text), textWidth(percent(word.value), CHIP.value));
    const width = Math.min(inner + 2 * CHIP.padding, PANEL);
    if (x > 0 && x + width > PANEL) {
      x = 0;
      y += CHIP.height + CHIP.gap;
    }
    chips.push({ word, label, x, y, width });
    x += width + CHIP.gap;
  }
  return chips;
}

function chipsHeight(words: readonly FigureWord[] | undefined): number {
  const last = placeChips(words ?? []).at(-1);
  return last ? last.y + CHIP.height : 0;
}

function drawChips(panel: FigurePanel, left: number, top: number, theme: Theme): string[] {
  return placeChips(panel.words ?? []).flatMap(({ word, label, x, y, width }) => {
    const tint = wordTint(word.position, panel.ramp, theme);
    const middle = left + x + width / 2;
    const style = { fill: tint.text, anchor: 'middle' } as const;
    return [
      `<rect x="${num(left + x)}" y="${num(top + y)}" width="${num(width)}" height="${CHIP.height}" rx="5" fill="${tint.background}"/>`,
      text(middle, top + y + 17, label, { ...style, size: CHIP.text, weight: 600 }),
      text(middle, top + y + 31, percent(word.value), { ...style, size: CHIP.value }),
    ];
  });
}

/** The picture with its contour, fitted into PANEL × `height` and centred; nothing where there is none. */
function drawPicture(
  panel: FigurePanel,
  { image }: FigureSpec,
  left: number,
  top: number,
  height: number,
): string[] {
  if (panel.href === undefined || !image) return [];
  const scale = height / image.height;
  const width = image.width * scale;
  const x = left + (PANEL - width) / 2;
  const parts = [
    `<image x="${num(x)}" y="${num(top)}" width="${num(width)}" height="${num(height)}" preserveAspectRatio="none" href="${escapeXml(panel.href)}"/>`,
  ];
  if (panel.contour) {
    // A dark line under a light one is seen on any picture.
    const stroke = (colour: string, pixels: number) =>
      `<path d="${escapeXml(panel.contour!)}" fill="none" stroke="${colour}" stroke-width="${num(pixels / scale)}" stroke-linejoin="round"/>`;
    const place = `translate(${num(x)} ${num(top)}) scale(${scale})`;
    parts.push(`<g transform="${place}">${stroke('#16171a', 3)}${stroke('#ffffff', 1.25)}</g>`);
  }
  return parts;
}

function drawLegend(legend: FigureLegend, left: number, top: number, theme: Theme, id: string): string[] {
  const { ink, quiet } = FIGURE_COLOURS[theme];
  const from = ramp(legend.ramp);
  const stops = rampStops(from)
    .map((s) => `<stop offset="${num(s.offset)}" stop-color="${s.colour}" stop-opacity="${s.opacity}"/>`)
    .join('');
  const parts = [
    `<linearGradient id="${id}">${stops}</linearGradient>`,
    `<rect x="${left}" y="${top}" width="${PANEL}" height="10" rx="2" fill="url(#${id})" stroke="${quiet}" stroke-opacity="0.4" stroke-width="0.75"/>`,
    text(left + PANEL + 14, top + 10, legend.label, { size: 12, fill: ink }),
  ];
  for (const { position, label } of legend.ticks) {
    const x = left + position * PANEL;
    const anchor = position <= 0 ? 'start' : position >= 1 ? 'end' : 'middle';
    parts.push(`<path d="M${num(x)} ${top + 10}v4" stroke="${quiet}" stroke-width="0.75"/>`);
    parts.push(text(x, top + 26, label, { size: 10.5, fill: quiet, anchor }));
  }
  return parts;
}

/** One to four panels stand in a row, more are wrapped evenly. */
function columnsFor(count: number): number {
  return count <= 4 ? Math.max(count, 1) : Math.ceil(count / Math.ceil(count / 4));
}

/**
 * A figure as an SVG document: question and answer, panels with titles, pictures and coloured words, colour bars, small
 * print. All numbers are finished and pictures are data URIs, so the string stands alone; page and command line share
 * it. Throws a RangeError for a figure without panels.
 */
export function figureSvg(spec: FigureSpec): { svg: string; width: number; height: number } {
  if (spec.panels.length === 0) throw new RangeError('figure: there is no panel to draw; give at least one');
  const theme = spec.theme ?? 'light';
  const { page, ink, quiet } = FIGURE_COLOURS[theme];
  const columns = spec.columns ?? columnsFor(spec.panels.length);
  // One panel alone still leaves room for the label beside the colour bar.
  const width = Math.max(2, columns) * PANEL + (Math.max(2, columns) - 1) * GAP + 2 * MARGIN;
  const picture = spec.image
    ? Math.min((PANEL * spec.image.height) / spec.image.width, MAX_PICTURE_HEIGHT)
    : 0;
  const parts: string[] = [];

  let y = MARGIN;
  for (const line of wrap(spec.question, 20, width - 2 * MARGIN, 3)) {
    parts.push(text(MARGIN, y + 18, line, { size: 20, fill: ink, weight: 650 }));
    y += 27;
  }
  parts.push(
    text(MARGIN, y + 15, ellipsis(spec.answer, 14, width - 2 * MARGIN), {
      size: 14,
      fill: quiet,
      weight: 500,
    }),
  );
  y += 40;

  const detailed = spec.panels.some((panel) => panel.detail);
  for (let start = 0; start < spec.panels.length; start += columns) {
    const row = spec.panels.slice(start, start + columns);
    const top = y + (detailed ? 42 : 24);
    row.forEach((panel, i) => {
      const left = MARGIN + i * (PANEL + GAP);
      parts.push(text(left, y + 14, ellipsis(panel.title, 15, PANEL), { size: 15, fill: ink, weight: 600 }));
      if (panel.detail) {
        parts.push(text(left, y + 32, ellipsis(panel.detail, 12, PANEL), { size: 12, fill: quiet }));
      }
      parts.push(
        ...drawPicture(panel, spec, left, top, picture),
        ...drawChips(panel, left, top + picture + 12, theme),
      );
    });
    const words = Math.max(...row.map((panel) => chipsHeight(panel.words)));
    y = top + picture + (words > 0 ? words + 12 : 0) + 26;
  }

  spec.legends.forEach((legend, i) => {
    parts.push(...drawLegend(legend, MARGIN, y, theme, `ramp-${i}`));
    y += 42;
  });
  if (spec.footnote) {
    parts.push(
      text(MARGIN, y + 8, ellipsis(spec.footnote, 10.5, width - 2 * MARGIN), { size: 10.5, fill: quiet }),
    );
    y += 14;
  }
  const height = Math.ceil(y + MARGIN - 10);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="${FONT}"><rect width="${width}" height="${height}" fill="${page}"/>${parts.join('')}</svg>`;
  return { svg, width, height };
}
