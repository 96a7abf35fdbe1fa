import { memo } from 'react';
import { ANSWERS } from '../../../src/answers';
import { useRoving } from '../../hooks/useRoving';
import { percent } from '../../text/format';
import type { AnswerViewProps } from '../view';
import './list.css';

/** The best answers in a row, each with its likelihood as number and bar. */
export const ListView = memo(function ListView({
  data,
  target,
  onTarget,
  onReset,
  isStale,
  isGuess,
}: AnswerViewProps<'list'>) {
  const item = useRoving({
    count: data.items.length,
    current: target,
    move: (at, key) => ANSWERS.list.move(data, at, key),
    ...(onReset ? { onEscape: onReset } : {}),
  });
  return (
    <ul
      className={`answer-list fades ${isStale ? 'busy' : ''} ${isGuess ? 'guess' : ''}`}
      aria-label="Answers"
      data-roving
    >
      {data.items.map(({ text, share }, i) => (
        <li key={text}>
          <button {...item(i)} type="button" aria-pressed={i === target} onClick={() => onTarget(i)}>
            <span className="visually-hidden">{ANSWERS.list.targetName(data, i, i === target)}</span>
            <span className="name" dir="auto" aria-hidden>
              {text}
            </span>
            <span className="share" aria-hidden>
              {percent(share)}
            </span>
            <span className="track" aria-hidden>
              <span className="bar" style={{ width: `${share * 100}%` }} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
});
export default ListView;
