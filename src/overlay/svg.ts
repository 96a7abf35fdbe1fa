/** What figures and their pieces are written with. */
import type { RampId } from './ramp';
import { escapeXml } from './text';
import type { Theme } from './words';

/** Fonts by family, with a generic one at the end: a figure takes no file with it. */
export const FIGURE_FONT =
  "Inter, 'Inter Variable', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/** Colours of a figure beside those of relevance; the page's own (`app/styles/tokens.css`). */
export interface FigureColours {
  readonly page: string;
  readonly ink: string;
  /** Small print and what stands back. */
  readonly quiet: string;
  readonly line: string;
  /** Ground of what is chosen, of empty bars, of pictures that are not there. */
  readonly sunken: string;
  /** Likelihoods. */
  readonly bar: string;
  /** What is explained. */
  readonly accent: string;
  readonly accentSoft: string;
}

export const FIGURE_COLOURS: Readonly<Record<Theme, FigureColours>> = {
  light: {
    page: '#ffffff',
    ink: '#16171a',
    quiet: '#5d6068',
    line: '#e3e3dd',
    sunken: '#f2f2ee',
    bar: '#8b8d94',
    accent: '#5546d0',
    accentSoft: '#eceafb',
  },
  dark: {
    page: '#101114',
    ink: '#f2f2f5',
    quiet: '#a3a6ae',
    line: '#282a31',
    sunken: '#1b1d22',
    bar: '#70747f',
    accent: '#a195ff',
    accentSoft: '#25233c',
  },
};

/**
 * What heat is laid on where there is no picture. Greys end in white and begin in what lies beneath: on a light ground
 * both ends of them would look alike.
 */
export function heatGround(ramp: RampId, theme: Theme): string {
  if (ramp === 'greys') return FIGURE_COLOURS.dark.page;
  return ramp === 'blackwhite' ? FIGURE_COLOURS.light.bar : FIGURE_COLOURS[theme].sunken;
}

export interface TextStyle {
  readonly size: number;
  readonly fill: string;
  readonly weight?: number;
  readonly anchor?: 'start' | 'middle' | 'end';
}

/** A number as it is written into SVG: two decimals at most. */
export function num(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** One line of text, escaped. `x` is its left end, middle or right end, in whatever direction it is read. */
export function svgText(
  x: number,
  y: number,
  content: string,
  { size, fill, weight = 400, anchor = 'start' }: TextStyle,
): string {
  // Anchors are about beginnings and ends, which change sides with the direction.
  const isRtl = readsFromRight(content);
  const side = isRtl && anchor !== 'middle' ? (anchor === 'start' ? 'end' : 'start') : anchor;
  return (
    `<text x="${num(x)}" y="${num(y)}" font-size="${num(size)}" font-weight="${weight}" fill="${fill}" ` +
    `text-anchor="${side}"${isRtl ? ' direction="rtl"' : ''}>${escapeXml(content)}</text>`
  );
}

/** A rectangle; `more` are further attributes, written out. */
export function svgRect(
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  more = '',
): string {
  return `<rect x="${num(x)}" y="${num(y)}" width="${num(width)}" height="${num(height)}" fill="${fill}"${more && ` ${more}`}/>`;
}

const LETTER = /\p{L}/u;
const RTL_LETTER =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Whether text is read from right to left: its first letter decides, as with `dir="auto"`. */
export function readsFromRight(text: string): boolean {
  for (const character of text) if (LETTER.test(character)) return RTL_LETTER.test(character);
  return false;
}

/** Something to be set in lines, as wide as `width`. */
export interface Flowing {
  readonly width: number;
  /** Room before it where it does not begin a line. */
  readonly gap: number;
  /** It stays on the line of what stands before it, as a comma does. */
  readonly glued?: boolean;
}

/** The place of something in its lines: its left edge, and the line that it stands on, from 0. */
export interface Placed {
  readonly x: number;
  readonly line: number;
}

/**
 * Sets things in lines no wider than `width`, in their order; what is glued together is kept together where a line has
 * room for it. From the right where `fromRight`. A thing wider than a line stands on one of its own and reaches out of it.
 */
export function flow(things: readonly Flowing[], width: number, fromRight = false): Placed[] {
  const placed: Placed[] = [];
  let line = 0;
  let end = 0;
  for (let i = 0; i < things.length; i++) {
    const { gap, width: own, glued } = things[i]!;
    const begins = end === 0;
    // Of a cluster, the first asks for all: the others then find room. One that no line holds is broken anywhere.
    const asked = glued ? own : clusterWidth(things, i);
    const needed = asked > width ? own : asked;
    if (!begins && end + gap + needed > width + 1e-6) {
      line++;
      end = 0;
    }
    const x = end === 0 ? 0 : end + gap;
    placed.push({ x: fromRight ? width - x - own : x, line });
    end = x + own;
  }
  return placed;
}

/** Width of a thing and of all that is glued to its end. */
function clusterWidth(things: readonly Flowing[], from: number): number {
  let width = things[from]!.width;
  for (let i = from + 1; things[i]?.glued; i++) width += things[i]!.gap + things[i]!.width;
  return width;
}

/** Number of lines that placed things take. */
export const linesOf = (placed: readonly Placed[]): number => (placed.at(-1)?.line ?? -1) + 1;
