import { percent } from '../../overlay/scale';
import {
  FIGURE_COLOURS,
  flow,
  linesOf,
  readsFromRight,
  svgRect,
  svgText,
  type Flowing,
  type Placed,
} from '../../overlay/svg';
import { ellipsis, runWidth, textWidth } from '../../overlay/text';
import type { Theme } from '../../overlay/words';
import { chipNumber } from '../chipNumber';
import type { Heat, Piece, PieceRequest } from '../surface';
import { isTarget } from '../targets';
import { foldsOf, sumOf } from './folds';
import type { Span } from './sentences';
import { spacesBefore } from './spacing';
import { layOut, type TextPart } from './stops';
import { numberedWords, runningTint } from './strength';

const SIZE = 14;
const LINE = 24;
const NUMBER = 10;
const SPACE = 4;
/** The tint reaches out of its word by this much at each side. */
const TINT = 1;
const NUMBER_GAP = 3;
const FOLD_PADDING = 6;

/** A word, a mark or a fold, measured. */
interface Run extends Flowing {
  readonly label: string;
  readonly number?: string;
  readonly value: number;
  readonly isFold: boolean;
}

/** Running text, every word tinted, the strongest with their number; of very long texts only the sentences with the most. */
export function drawText({ parts: { words }, heat, width, theme }: PieceRequest<'text'>): Piece {
  const spaces = spacesBefore(words);
  const numbered = numberedWords(words, heat.values, heat.scale);
  const { parts } = layOut(words, foldsOf(words, heat.values));
  const runs = parts.map((part) => measured(part, words, heat, width, spaces, numbered));
  const fromRight = readsFromRight(words.join(' '));
  const places = flow(runs, width, fromRight);
  const svg = runs.map((run, i) => drawRun(run, places[i]!, heat, theme, fromRight));
  return { svg: svg.join(''), height: linesOf(places) * LINE };
}

function measured(
  part: TextPart,
  words: readonly string[],
  { values, scale }: Heat,
  width: number,
  spaces: readonly boolean[],
  numbered: ReadonlySet<number>,
): Run {
  const at = part.kind === 'fold' ? part.span.from : part.at;
  const gap = spaces[at] ? SPACE : 0;
  if (part.kind === 'fold') {
    const label = foldLabel(part.span, words, values);
    const own = Math.min(textWidth(label, NUMBER) + 2 * FOLD_PADDING, width);
    return { label, value: 0, isFold: true, gap: SPACE, width: own };
  }
  const word = words[at]!;
  const value = values[at] ?? 0;
  const number = numbered.has(at) ? chipNumber(value, scale) : undefined;
  const beside = number === undefined ? 0 : NUMBER_GAP + textWidth(number, NUMBER);
  const label = ellipsis(word, SIZE, width - beside - 2 * TINT);
  // Between two words that no space parts, as in Chinese, a line may end; a mark stays with its word.
  const glued = !spaces[at] && at > 0 && !(isTarget(word) && isTarget(words[at - 1]!));
  return {
    label,
    ...(number === undefined ? {} : { number }),
    value,
    isFold: false,
    gap,
    glued,
    width: Math.min(runWidth(label, SIZE) + beside + 2 * TINT, width),
  };
}

/** “214 words, 3.1 %” */
function foldLabel(span: Span, words: readonly string[], values: ArrayLike<number>): string {
  const count = words.slice(span.from, span.to).filter(isTarget).length;
  return `… ${count} ${count === 1 ? 'word' : 'words'}, ${percent(sumOf(values, span))} …`;
}

function drawRun(run: Run, { x, line }: Placed, heat: Heat, theme: Theme, fromRight: boolean): string {
  const y = line * LINE;
  if (run.isFold) {
    const { quiet } = FIGURE_COLOURS[theme];
    return (
      svgRect(
        x + 0.5,
        y + 3,
        run.width - 1,
        LINE - 6,
        'none',
        `rx="4" stroke="${quiet}" stroke-dasharray="3 2"`,
      ) + svgText(x + run.width / 2, y + 15.5, run.label, { size: NUMBER, fill: quiet, anchor: 'middle' })
    );
  }
  const { background, text } = runningTint(heat.scale, run.value, heat.ramp, theme);
  const [from, to] = [x + TINT, x + run.width - TINT];
  // Where a word begins, and where its number ends.
  const [start, end] = fromRight ? (['end', 'start'] as const) : (['start', 'end'] as const);
  const place = (anchor: 'start' | 'end') => (anchor === 'start' ? from : to);
  const number =
    run.number === undefined
      ? ''
      : svgText(place(end), y + 16.5, run.number, { size: NUMBER, fill: text, anchor: end });
  return (
    tint(background, x, y + 2, run.width) +
    svgText(place(start), y + 16.5, run.label, { size: SIZE, fill: text, anchor: start }) +
    number
  );
}

/** SVG 1.1 has no colours with an opacity. */
function tint(background: string, x: number, y: number, width: number): string {
  const [, r, g, b, a = '1'] = /rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)/.exec(background) ?? [];
  if (r === undefined || Number(a) === 0) return '';
  return svgRect(x, y, width, LINE - 4, `rgb(${r}, ${g}, ${b})`, `fill-opacity="${a}" rx="3"`);
}
