import { memo } from 'react';
import { Button } from 'react-aria-components';
import { usePlayground } from '../hooks/stores';
import { percent } from '../text/format';
import { Picker } from '../controls/controls';

const SHOWN = 5;

/** The most probable answers; choosing one explains it. */
export function Answers() {
  const { answers, target, phase, explainAnswer } = usePlayground((state) => ({
    answers: state.answers?.answers,
    target: state.asked.target,
    phase: state.phase,
    explainAnswer: state.explainAnswer,
  }));
  const explained = target.answer ?? answers?.[0]?.text;
  const top = answers?.slice(0, SHOWN) ?? [];
  const chosen = answers?.find(({ text }) => text === explained);
  const list = chosen && !top.includes(chosen) ? [...top, chosen] : top;
  const isStale = phase === 'waiting' || phase === 'answering';
  return (
    <section className="answer-section" aria-label="Answer" aria-busy={isStale}>
      <h2 id="answers-title">Answers</h2>
      {explained === undefined ? (
        <p className="quiet no-answers">The model’s answers come here, the most probable first.</p>
      ) : (
        <>
          <ul className={`answers fades ${isStale ? 'busy' : ''}`} aria-labelledby="answers-title">
            {list.map(({ text, probability }) => (
              <AnswerRow
                key={text}
                text={text}
                probability={probability}
                isExplained={text === explained}
                onChoose={explainAnswer}
              />
            ))}
          </ul>
          <RatherThan answer={explained} />
        </>
      )}
    </section>
  );
}

interface AnswerRowProps {
  readonly text: string;
  readonly probability: number;
  readonly isExplained: boolean;
  readonly onChoose: (text: string) => void;
}

const AnswerRow = memo(function AnswerRow({ text, probability, isExplained, onChoose }: AnswerRowProps) {
  return (
    <li>
      <Button className="answer" aria-pressed={isExplained} onPress={() => onChoose(text)}>
        <span className="name">{text}</span>
        <span aria-hidden>
          <span className="bar" style={{ display: 'block', width: `${probability * 100}%` }} />
        </span>
        <span className="share">{percent(probability)}</span>
      </Button>
    </li>
  );
});

const NONE = ' none';
/** Answers that are offered to be set against the explained one, the most probable first. */
const RIVALS = 24;

/** “Why cat rather than dog?” */
function RatherThan({ answer }: { readonly answer: string }) {
  const { answers, versus, explainRather, setTarget } = usePlayground((state) => ({
    answers: state.answers?.answers,
    versus: state.asked.target.versus,
    explainRather: state.explainRather,
    setTarget: state.setTarget,
  }));
  const others = answers?.filter(({ text }) => text !== answer) ?? [];
  // The picker builds its list anew with every answer, which is while somebody types: all hundred would be felt.
  const chosen = others.find(({ text }) => text === versus);
  const likely = others.slice(0, RIVALS);
  const rivals = chosen && !likely.includes(chosen) ? [...likely, chosen] : likely;
  return (
    <div className="rather">
      <span>
        Why <span className="strong">{answer}</span> rather than
      </span>
      <Picker
        label={`Why ${answer} rather than`}
        value={versus ?? null}
        placeholder="choose"
        options={[
          ...(versus === undefined ? [] : [{ id: NONE, text: 'nothing in particular' }]),
          ...rivals.map(({ text, probability }) => ({ id: text, text, detail: percent(probability) })),
        ]}
        onChange={(text) => explainRather(text === NONE ? undefined : text)}
      />
      {versus !== undefined && (
        <Button
          className="button plain swap"
          aria-label={`Swap: why ${versus} rather than ${answer}`}
          onPress={() => setTarget({ answer: versus, versus: answer })}
        >
          Swap
        </Button>
      )}
    </div>
  );
}
