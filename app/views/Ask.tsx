import { lazy } from 'react';
import { usePlayground } from '../hooks/stores';
import { Answers } from './Answers';
import { Gallery } from './Gallery';
import { Part } from '../controls/Part';
import { QuestionBox } from './QuestionBox';

const Candidates = lazy(() => import('./Candidates'));

/** Left: picture, question, answers; candidates for models that answer zero-shot. */
export function Ask() {
  const isZeroShot = usePlayground(({ info }) => info?.answering === 'candidates');
  return (
    <aside className="ask" aria-label="Ask">
      <Gallery />
      <QuestionBox />
      <Answers />
      {isZeroShot && (
        <Part title="The list of candidates">
          <Candidates />
        </Part>
      )}
    </aside>
  );
}
