import { Button } from 'react-aria-components';
import { ANSWERS } from '../../src/answers';
import { Picker } from '../controls/controls';
import { usePlayground } from '../hooks/stores';
import { percent } from '../text/format';
import { useAnswers, type ShownAnswers } from './useAnswers';

const OTHERWISE = ' otherwise';
/** Answers that are offered to be set against the explained one, the most probable first. */
const RIVALS = 24;

/** Second line of the middle and title of everything beneath: “Why left rather than anything else”. */
export function WhyLine() {
  const shown = useAnswers();
  if (!shown) return <h2 className="why-sentence">Why it answers so</h2>;
  return <Sentence {...shown} />;
}

function Sentence({ data, target }: ShownAnswers) {
  const why = ANSWERS.list.why(data, target);
  return (
    <h2 className="why-sentence">
      {why.lead} <b dir="auto">{why.target}</b>
      {why.place !== '' && ` ${why.place}`}
      {why.otherwise !== undefined && (
        <>
          {' rather than '}
          <RatherThan answer={why.target} otherwise={why.otherwise} />
        </>
      )}
    </h2>
  );
}

interface RatherThanProps {
  readonly answer: string;
  /** What it is held against when nothing is chosen. */
  readonly otherwise: string;
}

function RatherThan({ answer, otherwise }: RatherThanProps) {
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
    <span className="rather">
      <Picker
        label={`Why ${answer} rather than`}
        value={versus ?? OTHERWISE}
        options={[
          { id: OTHERWISE, text: otherwise },
          ...rivals.map(({ text, probability }) => ({ id: text, text, detail: percent(probability) })),
        ]}
        onChange={(text) => explainRather(text === OTHERWISE ? undefined : text)}
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
    </span>
  );
}
