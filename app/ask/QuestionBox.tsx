import { TextArea, TextField } from 'react-aria-components';
import { usePlayground, useSetView } from '../hooks/stores';

/** The question, answered while it is typed. */
export function QuestionBox() {
  const { question, setQuestion, again } = usePlayground(({ asked, setQuestion, again }) => ({
    question: asked.question,
    setQuestion,
    again,
  }));
  const setView = useSetView();
  return (
    <TextField
      className="question-box"
      aria-label="Question"
      value={question}
      onChange={(text) => {
        setView({ isTyped: true });
        setQuestion(text.replace(/[\n\t]/g, ' '));
      }}
    >
      <TextArea
        rows={1}
        dir="auto"
        placeholder="Ask about the picture"
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="go"
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          again();
        }}
      />
    </TextField>
  );
}
