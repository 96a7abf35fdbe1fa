import { memo } from 'react';
import { ANSWERS } from '../../../src/answers';
import { useRoving } from '../../hooks/useRoving';
import type { AnswerViewProps } from '../view';
import { AnswerRow } from './AnswerRow';

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
        <AnswerRow
          key={text}
          name={ANSWERS.list.targetName(data, i, i === target)}
          text={text}
          share={share}
          item={item(i)}
          isTarget={i === target}
          onTarget={() => onTarget(i)}
        />
      ))}
    </ul>
  );
});
export default ListView;
