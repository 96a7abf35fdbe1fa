import { useMemo } from 'react';
import { moveInRow } from '../../src/surfaces';
import { usePlayground, useStores, useView } from '../hooks/stores';
import { useRoving } from '../hooks/useRoving';

const SHOWN = 2;

/** Two questions that suit the scene; gone once somebody types one of their own. */
export function Suggestions() {
  const { scenes, view } = useStores();
  const { image, question, setQuestion } = usePlayground(({ image, asked, setQuestion }) => ({
    image,
    question: asked.question,
    setQuestion,
  }));
  const scene = image?.scene;
  const isOwn = useView(({ isTyped }) => isTyped) && question.trim() !== '';
  const suggestions = useMemo(
    () =>
      scene
        ? scenes
            .suggestions(scene)
            .map(({ text }) => text)
            .filter((text) => text !== question)
            .slice(0, SHOWN)
        : [],
    [scenes, scene, question],
  );
  const item = useRoving({
    count: suggestions.length,
    current: undefined,
    move: (at, key) => moveInRow(suggestions.length, at, key),
  });
  if (isOwn || suggestions.length === 0) return null;
  return (
    <ul className="suggestions" aria-label="Suggested questions" data-roving>
      {suggestions.map((text, i) => (
        <li key={text}>
          <button
            {...item(i)}
            type="button"
            onClick={() => {
              view.setState({ isTyped: false });
              setQuestion(text, 'now');
            }}
          >
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}
