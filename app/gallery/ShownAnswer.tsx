import { createElement, useMemo, useState } from 'react';
import { ANSWERS, type AnswerData, type AnswerKind } from '../../src/answers';
import { ANSWER_VIEWS } from '../answers';
import type { AnswerViewProps } from '../answers/view';
import { ANSWER_SAMPLES } from './data/answers';
import type { Wording } from './data/texts';
import type { State } from './states';
import { Stated } from './Stated';

interface ShownAnswerProps<K extends AnswerKind> {
  readonly kind: K;
  readonly state: State;
  readonly wording: Wording;
  /** In place of the sample's own. */
  readonly data?: AnswerData[K];
}

/** An answer with its line's title and the Why line that it leads to. */
export function ShownAnswer<K extends AnswerKind>({ kind, state, wording, data }: ShownAnswerProps<K>) {
  const form = ANSWERS[kind];
  const shown = useMemo(() => data ?? dataIn(kind, state, wording), [data, kind, state, wording]);
  const [target, setTarget] = useState(ANSWER_SAMPLES[kind].target);
  const chosen = Math.max(0, Math.min(target, form.size(shown) - 1));
  const why = form.size(shown) > 0 && state !== 'error' ? form.why(shown, chosen) : undefined;
  const hint = form.hint(shown);
  return (
    <section className="answer-line" aria-label={form.label} aria-busy={state === 'stale'}>
      <div className="line-title">
        <h2>{form.label}</h2>
        {state === 'guess' && <span className="guess-mark">a guess</span>}
        {hint !== '' && <span className="quiet">{hint}</span>}
      </div>
      {state === 'empty' ? (
        <p className="quiet">The answer comes here when you ask.</p>
      ) : (
        <Stated state={state} empty="" nothing="Nothing came out.">
          {createElement<AnswerViewProps<K>>(ANSWER_VIEWS[kind], {
            data: shown,
            target: chosen,
            onTarget: setTarget,
            onReset: () => setTarget(ANSWER_SAMPLES[kind].target),
            onOption: () => undefined,
            isStale: state === 'stale',
            isGuess: state === 'guess',
          })}
        </Stated>
      )}
      {why && state !== 'empty' && (
        <p className="why-sentence">
          {why.lead} <b dir="auto">{why.target}</b>
          {why.place !== '' && ` ${why.place}`}
          {why.otherwise !== undefined && ` rather than ${why.otherwise}`}
        </p>
      )}
    </section>
  );
}

function dataIn<K extends AnswerKind>(kind: K, state: State, wording: Wording): AnswerData[K] {
  const { data, partial, nothing } = ANSWER_SAMPLES[kind];
  if (state === 'nothing') return nothing;
  return state === 'partial' ? partial(wording) : data(wording);
}
