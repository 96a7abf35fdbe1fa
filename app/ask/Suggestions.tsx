import { useEffect, useMemo, useState } from 'react';
import type { Scene } from '../../src/scene';
import { moveInRow } from '../../src/surfaces';
import { usePlayground, useStores, useView } from '../hooks/stores';
import { useRoving } from '../hooks/useRoving';

const SHOWN = 2;

interface Offered {
  readonly scene: Scene;
  readonly texts: readonly string[];
}

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
  const [offered, setOffered] = useState<Offered>();
  useEffect(() => {
    let isWanted = true;
    if (!scene) return;
    scenes.suggestions(scene).then(
      (questions) => {
        if (isWanted) setOffered({ scene, texts: questions.map(({ text }) => text) });
      },
      // Without a network what words them may not come: then there is nothing to offer.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [scenes, scene]);
  const suggestions = useMemo(
    () =>
      offered && offered.scene === scene
        ? offered.texts.filter((text) => text !== question).slice(0, SHOWN)
        : [],
    [offered, scene, question],
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
