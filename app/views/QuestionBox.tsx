import { memo, useMemo } from 'react';
import { Button, TextArea, TextField } from 'react-aria-components';
import { usePlayground, useStores } from '../hooks/stores';
import { isOutsideDomain } from '../store/domain';
import { wordsOf } from '../../src/ask/words';
import { percent } from '../text/format';
import { IMAGE_SECTION } from './imageSection';

/** The question, its tokens as the model reads them, and questions that suit the scene. */
export function QuestionBox() {
  const { question, setQuestion } = usePlayground(({ asked, setQuestion }) => ({
    question: asked.question,
    setQuestion,
  }));
  return (
    <>
      <section className="question-box" aria-label="Question">
        <h2 aria-hidden>Question</h2>
        <DockAnswer />
        <DockImage />
        <TextField
          aria-label="Question"
          value={question}
          onChange={(text) => setQuestion(text.replace(/\n/g, ' '))}
        >
          <TextArea
            rows={1}
            placeholder="Ask about the picture"
            autoComplete="off"
            spellCheck={false}
            enterKeyHint="go"
            onKeyDown={(event) => {
              if (event.key === 'Enter') event.preventDefault();
            }}
          />
        </TextField>
      </section>
      <section aria-label="About the question">
        <Tokens />
        <Suggestions />
      </section>
    </>
  );
}

/** On a phone the answers are further down, so the explained one stands by the question. */
function DockAnswer() {
  const answer = usePlayground(({ answers, asked: { target } }) =>
    answers?.answers.find(({ text }, i) => (target.answer === undefined ? i === 0 : text === target.answer)),
  );
  const isGuess = usePlayground(isOutsideDomain);
  return (
    <p className="dock-answer quiet" aria-hidden>
      {answer ? (
        <>
          <span className="strong">{answer.text}</span>
          {percent(answer.probability)}
          {isGuess && <span>a guess: the model knows stickers only</span>}
        </>
      ) : (
        'The answer comes here'
      )}
    </p>
  );
}

/** On a phone the pictures are further down too; from here one gets to them. */
function DockImage() {
  return (
    <Button
      className="button icon dock-image"
      aria-label="Choose the image"
      onPress={() => {
        const images = document.getElementById(IMAGE_SECTION);
        images?.scrollIntoView({ block: 'center' });
        images?.querySelector('button')?.focus({ preventScroll: true });
      }}
    >
      <svg
        width="20"
        height="20"
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        aria-hidden
      >
        <rect x="2.5" y="3.5" width="15" height="13" rx="2" />
        <circle cx="7" cy="8" r="1.5" />
        <path d="m3 14.5 4.5-3.5 3 2.5 3-3 3.5 3.5" />
      </svg>
    </Button>
  );
}

/** From this share of the model's length on, the number of tokens is worth a word. */
const CROWDED = 0.6;

function Tokens() {
  const { explained, maxTokens, isEmpty, notices } = usePlayground(({ shown, answers, info, asked }) => ({
    explained: shown?.reply.document,
    maxTokens: info?.maxTokens,
    isEmpty: asked.question.trim() === '',
    notices: answers?.notices,
  }));
  if (isEmpty) return <p className="quiet tokens">Type a question to see an answer and why.</p>;
  const tokens = explained?.tokens ?? [];
  const words = explained ? wordsOf(explained) : [];
  return (
    <>
      <ol className="tokens" aria-label="Tokens">
        {words.map(({ tokens: parts }) => (
          <li key={parts[0]}>
            {parts.map((part) => (
              <span key={part}>{tokens[part]}</span>
            ))}
          </li>
        ))}
        {maxTokens !== undefined && tokens.length > CROWDED * maxTokens && (
          <li className="count">
            {tokens.length} of {maxTokens} tokens
          </li>
        )}
      </ol>
      {notices?.map((notice) => (
        <p key={notice} className="quiet">
          {notice}
        </p>
      ))}
    </>
  );
}

function Suggestions() {
  const { scenes } = useStores();
  const { image, question, setQuestion } = usePlayground(({ image, asked, setQuestion }) => ({
    image,
    question: asked.question,
    setQuestion,
  }));
  const suggestions = useMemo(() => (image?.scene ? scenes.suggestions(image.scene) : []), [scenes, image]);
  if (suggestions.length === 0) return null;
  return (
    <div className="suggestions" role="group" aria-label="Suggested questions">
      {suggestions.map(({ text }) => (
        <Chip key={text} text={text} isAsked={text === question} onAsk={setQuestion} />
      ))}
    </div>
  );
}

interface ChipProps {
  readonly text: string;
  readonly isAsked: boolean;
  readonly onAsk: (text: string, when: 'now') => void;
}

const Chip = memo(function Chip({ text, isAsked, onAsk }: ChipProps) {
  return (
    <Button className="chip" aria-current={isAsked ? 'true' : 'false'} onPress={() => onAsk(text, 'now')}>
      {text}
    </Button>
  );
});
