import { Fragment, memo, type CSSProperties } from 'react';
import { ANSWERS } from '../../../src/answers';
import { flow } from '../../../src/answers/sentence/flow';
import { useRoving } from '../../hooks/useRoving';
import { percent } from '../../text/format';
import type { AnswerViewProps } from '../view';
import './sentence.css';

/** A sentence whose words can be chosen; the line under a word is as long as the word was likely. */
export const SentenceView = memo(function SentenceView({
  data,
  target,
  onTarget,
  onReset,
  isStale,
  isGuess,
}: AnswerViewProps<'sentence'>) {
  const { items, isGrowing = false } = data;
  const item = useRoving({
    count: items.length,
    // A tab stop must be a word.
    current: items[target] && !items[target].isPunctuation ? target : firstWord(items),
    move: (at, key) => ANSWERS.sentence.move(data, at, key),
    ...(onReset ? { onEscape: onReset } : {}),
  });
  if (items.length === 0) {
    return (
      <p className="quiet">
        {isGrowing ? 'The first word is on its way.' : 'The model’s answer comes here, word by word.'}
      </p>
    );
  }
  return (
    <div
      className={`answer-sentence fades ${isStale ? 'busy' : ''} ${isGuess ? 'guess' : ''}`}
      role="group"
      aria-label="Answer, word by word"
      aria-busy={isGrowing}
      dir="auto"
      data-roving
    >
      {flow(items).map(({ at, isApart }) => (
        <Fragment key={at[0]}>
          {isApart && ' '}
          <span className="together">
            {at.map((i) => {
              const { text, share, isPunctuation } = items[i]!;
              return isPunctuation ? (
                <span key={i}>{text}</span>
              ) : (
                <button
                  key={i}
                  {...item(i)}
                  type="button"
                  aria-pressed={i === target}
                  aria-label={ANSWERS.sentence.targetName(data, i, i === target)}
                  title={percent(share, 0)}
                  style={{ '--likely': share } as CSSProperties}
                  onClick={() => onTarget(i)}
                >
                  {text}
                </button>
              );
            })}
          </span>
        </Fragment>
      ))}
    </div>
  );
});
export default SentenceView;

const firstWord = (items: AnswerViewProps<'sentence'>['data']['items']): number =>
  Math.max(
    0,
    items.findIndex(({ isPunctuation }) => !isPunctuation),
  );
