import { lazy, useEffect, useState } from 'react';
import { Part } from '../controls/Part';
import { useEditor, usePlayground, useSetView } from '../hooks/stores';
import { Pictures } from './Pictures';
import { QuestionBox } from './QuestionBox';
import { Suggestions } from './Suggestions';

const Candidates = lazy(() => import('./Candidates'));

/** Left: what goes in, one block an input: picture, question, choices. */
export function Ask() {
  return (
    <aside className="ask" aria-label="Ask">
      <Pictures />
      <Question />
      <Choices />
    </aside>
  );
}

/** Nothing for a model that takes none. */
function Question() {
  const hasQuestion = usePlayground(({ info }) => info?.asks !== 'nothing');
  if (!hasQuestion) return null;
  return (
    <section className="question-section" aria-label="About the question">
      <h2 aria-hidden>Question</h2>
      <QuestionBox />
      <Suggestions />
    </section>
  );
}

/** The blocks of Ask that a phone has no room for beside its question. */
export function AskSheet() {
  const setView = useSetView();
  const asked = usePlayground(({ image, asked }) => `${image?.key} ${asked.question}`);
  const isEditing = useEditor(({ isOpen }) => isOpen);
  const now = `${asked} ${isEditing}`;
  const [before] = useState(now);
  // The sheet has done what it was opened for.
  useEffect(() => {
    if (now !== before) setView({ sheet: undefined });
  }, [now, before, setView]);
  return (
    <div className="ask in-sheet">
      <Pictures />
      <Suggestions />
      <Choices />
    </div>
  );
}

/** Answers to choose from, for models that answer zero-shot. */
function Choices() {
  const isZeroShot = usePlayground(({ info }) => info?.answering === 'candidates');
  if (!isZeroShot) return null;
  return (
    <Part title="The list of candidates">
      <Candidates />
    </Part>
  );
}
