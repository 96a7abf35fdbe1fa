import { memo, useId, useMemo, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { ANSWERS } from '../../../src/answers';
import { moveCross, pointAt } from '../../../src/answers/output/cross';
import { legend } from '../../../src/answers/output/legend';
import { pointText } from '../../../src/answers/output/point';
import { say } from '../../live/said';
import { percent } from '../../text/format';
import type { AnswerViewProps } from '../view';
import { CrossMark } from './CrossMark';
import { GreyPicture } from './GreyPicture';
import './output.css';

/** Steps of the cross with Shift. */
const STRIDE = 10;
/** Entries of the legend; what is less is counted. */
const NAMED = 5;

/** A dense output as a picture in greys, with a cross that pointer and arrow keys move, and what lies under it. */
export const OutputView = memo(function OutputView({
  data,
  target,
  onTarget,
  onReset,
  isStale,
  isGuess,
}: AnswerViewProps<'output'>) {
  const { rows, cols } = data;
  const stage = useRef<HTMLDivElement>(null);
  const helpId = useId();
  const entries = useMemo(() => legend(data), [data]);
  if (rows * cols === 0) return <p className="quiet">This output has no points.</p>;

  const moveTo = (point: number) => {
    if (point !== target) onTarget(point);
  };
  const follow = ({ clientX, clientY }: PointerEvent) => {
    const box = stage.current?.getBoundingClientRect();
    if (!box || box.width === 0) return;
    moveTo(pointAt(data, (clientX - box.left) / box.width, (clientY - box.top) / box.height));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') return onReset?.();
    const next = moveCross(data, target, event.key, event.shiftKey ? STRIDE : 1);
    if (next === undefined) return;
    event.preventDefault();
    moveTo(next);
    say(ANSWERS.output.targetName(data, next, false));
  };
  const sure = data.classes && data.shares?.[target];
  return (
    <div className={`answer-output fades ${isStale ? 'busy' : ''} ${isGuess ? 'guess' : ''}`}>
      <div
        ref={stage}
        className="output-picture"
        style={{ aspectRatio: `${cols} / ${rows}` }}
        role="application"
        aria-roledescription="picture with a cross"
        aria-label={`Output, ${rows} by ${cols}. ${ANSWERS.output.targetName(data, target, true)}`}
        aria-describedby={helpId}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          follow(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) follow(event);
        }}
      >
        <GreyPicture rows={rows} cols={cols} greys={data.greys} />
        <CrossMark data={data} target={target} />
        <span id={helpId} className="visually-hidden">
          Arrow keys move the cross, with Shift ten points at a time.
        </span>
      </div>
      <div className="output-here">
        <p>
          <span className="here" dir="auto">
            {pointText(data, target)}
          </span>{' '}
          <span className="quiet">{sure === undefined ? '' : `${percent(sure, 0)} `}at the cross</span>
        </p>
        {entries.length > 0 && (
          <ul className="output-legend" aria-label={data.classes ? 'Classes, by area' : 'Greys'}>
            {entries.slice(0, NAMED).map(({ text, grey, share }) => (
              <li key={text}>
                <span className="swatch" style={{ background: greyColour(grey) }} aria-hidden />
                {text}
                {share === undefined ? '' : ` ${percent(share, 0)}`}
              </li>
            ))}
            {entries.length > NAMED && <li>and {entries.length - NAMED} more</li>}
          </ul>
        )}
      </div>
    </div>
  );
});
export default OutputView;

const greyColour = (grey: number): string =>
  `rgb(${Array(3)
    .fill(Math.round(255 * grey))
    .join(' ')})`;
