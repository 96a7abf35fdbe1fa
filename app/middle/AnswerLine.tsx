import { Suspense } from 'react';
import { ANSWERS } from '../../src/answers';
import { ANSWER_VIEWS } from '../answers';
import { usePlayground } from '../hooks/stores';
import { isGuess as isGuessOf } from '../store/domain';
import { isUnasked } from '../store/unasked';
import { useAnswers } from './useAnswers';

/** First line of the middle: what came out, and whatever of it can be asked about. */
export function AnswerLine() {
  const shown = useAnswers();
  const { isStale, isEmpty, isGuess, explainAnswer } = usePlayground((state) => ({
    isStale: state.phase === 'waiting' || state.phase === 'answering',
    isEmpty: isUnasked(state),
    isGuess: isGuessOf(state),
    explainAnswer: state.explainAnswer,
  }));
  const form = ANSWERS.list;
  const View = ANSWER_VIEWS.list;
  const hint = shown && form.hint(shown.data);
  return (
    <section className="answer-line" aria-label={form.label} aria-busy={isStale}>
      <div className="line-title">
        <h2>{form.label}</h2>
        {isGuess && shown && <span className="guess-mark">a guess</span>}
        {hint !== undefined && hint !== '' && <span className="quiet">{hint}</span>}
      </div>
      {shown ? (
        <Suspense fallback={<div className="answer-space" />}>
          <View
            data={shown.data}
            target={shown.target}
            onTarget={(at) => explainAnswer(shown.data.items[at]?.text)}
            onReset={() => explainAnswer(undefined)}
            isStale={isStale}
            isGuess={isGuess}
          />
        </Suspense>
      ) : (
        <p className="quiet answer-space">
          {isEmpty ? 'The answer comes here when you ask.' : 'The model is answering.'}
        </p>
      )}
    </section>
  );
}
