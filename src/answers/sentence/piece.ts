import { FIGURE_COLOURS, flow as placed, linesOf, readsFromRight, svgRect, svgText } from '../../overlay/svg';
import { ellipsis, runWidth } from '../../overlay/text';
import type { Piece } from '../../surfaces/surface';
import type { AnswerPieceRequest } from '../answer';
import { flow } from './flow';

const SIZE = 18;
const LINE = 36;
const SPACE = 7;
/** The ground of the explained word reaches out of it by this much. */
const PADDING = 2;

/** The sentence in lines; the rule under a word is as long as it was likely, and the explained one stands on a ground. */
export function drawSentence({
  data: { items, isGrowing },
  target,
  width,
  theme,
}: AnswerPieceRequest<'sentence'>): Piece {
  const { ink, line, bar, accent, accentSoft } = FIGURE_COLOURS[theme];
  const words = isGrowing ? [...items, { text: '…', share: 0, isPunctuation: true }] : items;
  const leading = new Map(flow(words).map(({ at: [first], isApart }) => [first, isApart]));
  const runs = words.map(({ text, share, isPunctuation = false }, i) => {
    const label = ellipsis(text, SIZE, width - 2 * PADDING);
    const isApart = leading.get(i);
    return {
      label,
      share,
      isPunctuation,
      gap: isApart ? SPACE : 0,
      glued: isApart === undefined,
      width: runWidth(label, SIZE) + 2 * PADDING,
    };
  });
  const fromRight = readsFromRight(items.map(({ text }) => text).join(' '));
  const places = placed(runs, width, fromRight);
  const svg = runs.map(({ label, share, isPunctuation, width: own }, i) => {
    const { x, line: row } = places[i]!;
    const y = row * LINE;
    const isTarget = i === target && !isPunctuation;
    const [from, inner] = [x + PADDING, own - 2 * PADDING];
    const likely = inner * Math.min(share, 1);
    return [
      isTarget ? svgRect(x, y + 2, own, LINE - 8, accentSoft, 'rx="4"') : '',
      svgText(fromRight ? from + inner : from, y + 21, label, {
        size: SIZE,
        weight: isTarget ? 650 : 400,
        fill: isTarget ? accent : ink,
        anchor: fromRight ? 'end' : 'start',
      }),
      isPunctuation ? '' : svgRect(from, y + 27, inner, 1.5, line),
      isPunctuation || likely <= 0
        ? ''
        : svgRect(fromRight ? from + inner - likely : from, y + 27, likely, 1.5, isTarget ? accent : bar),
    ].join('');
  });
  return { svg: svg.join(''), height: linesOf(places) * LINE - (words.length > 0 ? 4 : 0) };
}
