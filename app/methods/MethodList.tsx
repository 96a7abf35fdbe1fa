import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { AskedMethod } from '../../src/ask';
import { PHONE, useMediaQuery } from '../hooks/useMediaQuery';
import { usePlayground } from '../hooks/stores';
import { figureName, methodText, shortTitle } from '../text/methods';
import type { Evidence } from './evidence';
import { ImportancePicker } from './ImportancePicker';
import { measuredModel } from './measured';
import { MethodOptions } from './MethodOptions';
import { MEASURES, rowsOf } from './rows';
import { comparisonSentence, measuredOn } from './sentences';
import { useEvidence, type Known } from './useEvidence';
import { useModelInForce } from './useModelInForce';

interface MethodListProps {
  readonly index: 0 | 1;
  readonly method: AskedMethod;
  readonly label: string;
  /** A method was chosen, so that the list has done its work. */
  readonly onChosen: () => void;
}

/** What was measured, the methods with their figures, what the figures say, and what the chosen method does. */
export default function MethodList({ index, method, label, onChosen }: MethodListProps) {
  const { sha256, offers, importance } = useModelInForce();
  const setMethod = usePlayground((state) => state.setMethod);
  const known = useEvidence(sha256);
  const evidence = known.kind === 'known' ? known.evidence : undefined;
  const recommended = sha256 === undefined ? undefined : measuredModel(sha256)?.recommended;
  const { first, more, leftOut } = rowsOf({ offers, evidence, recommended, chosen: method, importance });
  const [isOpen, setOpen] = useState(false);
  // What is chosen is always in sight.
  const isBound = more.some(({ id }) => id === method.id);
  const showsMore = isOpen || isBound;
  const own = importance ?? recommended?.importance;
  return (
    <div className="method-list">
      <WhatWasMeasured known={known} />
      {evidence && <Heads />}
      <MethodOptions
        label={label}
        rows={showsMore ? [...first, ...more] : first}
        chosen={method.id}
        evidence={evidence}
        onChoose={(id) => {
          if (id !== method.id) setMethod(index, { id });
          onChosen();
        }}
      />
      {more.length > 0 && !isBound && (
        <Button className="link more-methods" aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
          {isOpen ? 'Fewer methods' : more.length === 1 ? '1 more method' : `${more.length} more methods`}
        </Button>
      )}
      {leftOut !== undefined && <p className="quiet">{leftOut}</p>}
      {evidence && <WhatFiguresSay evidence={evidence} method={method} />}
      <section className="chosen-method" aria-label={figureName(method)}>
        <ImportancePicker
          method={method}
          own={own}
          isMeasured={own !== undefined && own === recommended?.importance}
          onChange={(next) => setMethod(index, next)}
        />
        <About method={method} own={own} />
      </section>
    </div>
  );
}

function WhatWasMeasured({ known }: { readonly known: Known }) {
  const isPhone = useMediaQuery(PHONE);
  switch (known.kind) {
    case 'none':
      return (
        <p className="quiet">
          Not measured for this model. <i>Test</i> measures on what is before you.
        </p>
      );
    case 'coming':
      return <p className="quiet">The figures are on their way.</p>;
    case 'failed':
      return <p role="alert">{known.sentence}</p>;
    case 'known':
      return isPhone ? (
        <p className="quiet">{measuredOn(known.evidence)} In per cent; higher is better.</p>
      ) : (
        <p className="quiet">
          {measuredOn(known.evidence)} Further right is better.
          <br />
          Bar: 95&nbsp;% interval. Dashed: random order.
        </p>
      );
  }
}

/** Heads of the columns; each option's name says them again. */
function Heads() {
  return (
    <div className="method-heads" aria-hidden>
      <span />
      {MEASURES.map(({ id, title, unit }) => (
        <span key={id}>
          <b>{title}</b>
          <span className="quiet">{unit}</span>
        </span>
      ))}
    </div>
  );
}

interface WhatFiguresSayProps {
  readonly evidence: Evidence;
  readonly method: AskedMethod;
}

/** The chosen variant against equal relevance, or the recommended one where another method is chosen. */
function WhatFiguresSay({ evidence, method }: WhatFiguresSayProps) {
  const { recommended } = evidence;
  const isVariant = method.id === recommended.id && method.importance !== undefined;
  const sentence = comparisonSentence(evidence, isVariant ? method : recommended);
  return (
    <>
      {sentence !== undefined && (
        <p className="figures-say">
          <b>
            {shortTitle(recommended)}
            {isVariant && ` by ${method.importance}`} against {shortTitle({ id: 'equal' })}, on the same
            pictures:
          </b>{' '}
          {sentence}
        </p>
      )}
      <p className="quiet">Of another model or other pictures this says nothing.</p>
    </>
  );
}

interface AboutProps {
  readonly method: AskedMethod;
  readonly own: AskedMethod['importance'];
}

/** The method's help, with that of the importance that it uses here. */
function About({ method, own }: AboutProps) {
  const { help, paper } = methodText(inForce(method, own));
  return (
    <>
      <p>
        <b>{shortTitle(method)}.</b> {help}
      </p>
      <p className="quiet">{paper}</p>
    </>
  );
}

/** Where nobody chose, what the model weighs by is named: “recommended” would explain nothing. */
const inForce = (method: AskedMethod, own: AskedMethod['importance']): AskedMethod =>
  method.importance === undefined && own !== undefined ? { ...method, importance: own } : method;
