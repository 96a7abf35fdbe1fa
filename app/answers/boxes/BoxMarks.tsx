import { memo, useMemo, type MouseEvent } from 'react';
import type { AnswerData } from '../../../src/answers';
import { largestFirst, placeOf, tagLines } from '../../../src/answers/boxes/geometry';
import './boxes.css';

interface BoxMarksProps {
  readonly data: AnswerData['boxes'];
  readonly target: number;
  readonly onTarget: (target: number) => void;
}

/** More names than this would hide the picture; then the target's alone is shown, and that of the box under the pointer. */
const NAMED = 10;

const share = (value: number): string => `${100 * value}%`;

/**
 * All boxes over a picture, the target's thick, each with its name. They fill the positioned element around them. A click
 * chooses the smallest box under it; inside the target's own box it goes through to the picture. For pointers alone: the
 * keyboard has the names in the answer.
 */
export const BoxMarks = memo(function BoxMarks({ data, target, onTarget }: BoxMarksProps) {
  const { items } = data;
  const { order, lines } = useMemo(() => {
    const boxes = items.map(({ box }) => box);
    return { order: largestFirst(boxes), lines: tagLines(boxes) };
  }, [items]);
  const choose = (event: MouseEvent, i: number) => {
    if (i === target) return;
    event.stopPropagation();
    onTarget(i);
  };
  return (
    <div className={`box-marks ${items.length > NAMED ? 'crowded' : ''}`} aria-hidden>
      {order.map((i) => {
        const { left, top, width, height } = placeOf(items[i]!.box);
        return (
          <div
            key={i}
            className="box-mark"
            data-target={i === target || undefined}
            style={{ left: share(left), top: share(top), width: share(width), height: share(height) }}
            onClick={(event) => choose(event, i)}
          >
            <span
              className={`tag ${left > 0.7 ? 'at-end' : ''}`}
              style={{ marginTop: `calc(${lines[i]!} * var(--tag-line))` }}
            >
              {items[i]!.text}
            </span>
          </div>
        );
      })}
    </div>
  );
});
