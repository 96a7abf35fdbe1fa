import { Candidates } from './Candidates';
import { Gallery } from './Gallery';
import { QuestionBox } from './QuestionBox';
import { Answers } from './Answers';

/** Left: picture, question, answers. */
export function Ask() {
  return (
    <aside className="ask" aria-label="Ask">
      <Gallery />
      <QuestionBox />
      <Answers />
      <Candidates />
    </aside>
  );
}
