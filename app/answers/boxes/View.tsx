import { memo } from 'react';
import { ANSWERS } from '../../../src/answers';
import { nothingFound } from '../../../src/answers/boxes/found';
import { useRoving } from '../../hooks/useRoving';
import { AnswerRow } from '../list/AnswerRow';
import type { AnswerViewProps } from '../view';
import './boxes.css';
import { Threshold } from './Threshold';

/** What was found, in a row as answers stand in one, and the threshold from which it counts. */
export const BoxesView = memo(function BoxesView({
  data,
  target,
  onTarget,
  onReset,
  onOption,
  isStale,
  isGuess,
}: AnswerViewProps<'boxes'>) {
  const item = useRoving({
    count: data.items.length,
    current: target,
    move: (at, key) => ANSWERS.boxes.move(data, at, key),
    ...(onReset ? { onEscape: onReset } : {}),
  });
  return (
    <div className={`answer-boxes fades ${isStale ? 'busy' : ''}`}>
      <Threshold data={data} {...(onOption ? { onChange: (value) => onOption('threshold', value) } : {})} />
      {data.items.length === 0 ? (
        <p className="quiet">{nothingFound(data)}</p>
      ) : (
        <ul className={`answer-list ${isGuess ? 'guess' : ''}`} aria-label="Found" data-roving>
          {data.items.map(({ text, share }, i) => (
            <AnswerRow
              key={i}
              name={ANSWERS.boxes.targetName(data, i, i === target)}
              text={text}
              share={share}
              digits={0}
              item={item(i)}
              isTarget={i === target}
              onTarget={() => onTarget(i)}
            />
          ))}
        </ul>
      )}
    </div>
  );
});
export default BoxesView;
