import type { AnswerData, AnswerForm } from '../answer';
import { readable } from '../readable';
import { elementName } from './element';

type Choice = AnswerData['choose'];

/** Outputs of which nothing is known but name and shape. A target is an element of the chosen one, row-major. */
export const choose: AnswerForm<'choose'> = {
  kind: 'choose',
  label: 'Choose an output',
  hint: () => '',
  size: ({ values }) => values.length,
  targetName: (data, at, isExplained) =>
    [nameOf(data, at), readable(data.values[at] ?? NaN), ...(isExplained ? ['explained'] : [])].join(', '),
  why: (data, target) => ({ lead: 'Why', target: nameOf(data, target), place: '' }),
  move: ({ outputs, chosen, values }, at, key) => {
    const count = values.length;
    if (count === 0) return undefined;
    const row = Math.max(1, outputs[chosen]?.shape.at(-1) ?? 1);
    const inside = (next: number) => (next >= 0 && next < count ? next : at);
    const start = at - (at % row);
    switch (key) {
      case 'ArrowLeft':
        return inside(at - 1);
      case 'ArrowRight':
        return inside(at + 1);
      case 'ArrowUp':
        return inside(at - row);
      case 'ArrowDown':
        return inside(at + row);
      case 'Home':
        return start;
      case 'End':
        return Math.min(count, start + row) - 1;
      default:
        return undefined;
    }
  },
  piece: async () => (await import('./piece')).drawChoose,
};

function nameOf({ outputs, chosen }: Choice, at: number): string {
  const output = outputs[chosen];
  return output ? elementName(output.name, output.shape, at) : '';
}
