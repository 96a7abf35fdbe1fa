import { FIGURE_COLOURS, svgText } from '../../overlay/svg';
import { ellipsis } from '../../overlay/text';
import type { Piece } from '../../surfaces/surface';
import type { AnswerPieceRequest } from '../answer';
import { readable } from '../readable';
import { elementName } from './element';
import { shapeText } from './shape';

const LINE = 20;
/** A network may have hundreds of outputs. */
const MOST = 6;

/** The chosen element with its value, and the model's outputs with their shapes, the chosen one in bold. */
export function drawChoose({
  data: { outputs, chosen, values },
  target,
  width,
  theme,
}: AnswerPieceRequest<'choose'>): Piece {
  const { ink, quiet } = FIGURE_COLOURS[theme];
  const output = outputs[chosen];
  if (!output) return { svg: '', height: 0 };
  const first = Array.from({ length: Math.min(outputs.length, MOST) }, (_, i) => i);
  const shown = chosen < MOST ? first : [...first.slice(0, -1), chosen];
  const value = values[target];
  const name = elementName(output.name, output.shape, target);
  const element = value === undefined ? name : `${name} = ${readable(value, 4)}`;
  const lines = shown.map((at) => {
    const { name: text, shape } = outputs[at]!;
    return { text: `${text}, ${shapeText(shape)}`, isChosen: at === chosen };
  });
  if (outputs.length > shown.length)
    lines.push({ text: `and ${outputs.length - shown.length} more`, isChosen: false });
  const top = 34;
  const svg = [
    svgText(0, 18, ellipsis(element, 17, width), { size: 17, fill: ink, weight: 600 }),
    ...lines.map(({ text, isChosen }, i) =>
      svgText(0, top + i * LINE + 12, ellipsis(text, 12, width), {
        size: 12,
        fill: isChosen ? ink : quiet,
        weight: isChosen ? 600 : 400,
      }),
    ),
  ];
  return { svg: svg.join(''), height: top + lines.length * LINE };
}
