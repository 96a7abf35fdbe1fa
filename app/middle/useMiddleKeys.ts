import type { KeyboardEvent } from 'react';
import { usePlayground, useStores, useView } from '../hooks/stores';

interface KeyHandlers {
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly onKeyUp: (event: KeyboardEvent<HTMLElement>) => void;
  readonly onBlur: () => void;
}

const HELD = { d: 'difference', '1': 'left', '2': 'right' } as const;

/**
 * Single letters while the focus is in the middle: `[` and `]` go to the previous and the next answer, `r` asks what it is
 * held against, `d` held shows the difference, `1` and `2` held show one method in both places. They can be switched off.
 */
export function useMiddleKeys(): KeyHandlers {
  const { view } = useStores();
  const hasKeys = useView((state) => state.hasKeys);
  const { answers, chosen, explainAnswer } = usePlayground((state) => ({
    answers: state.answers?.answers,
    chosen: state.asked.target.answer,
    explainAnswer: state.explainAnswer,
  }));
  const release = () => {
    if (view.getState().held !== undefined) view.setState({ held: undefined });
  };
  const step = (by: number) => {
    if (!answers) return;
    const at = Math.max(
      0,
      answers.findIndex(({ text }) => text === chosen),
    );
    const next = answers[at + by];
    if (next) explainAnswer(next.text);
  };
  return {
    onKeyDown(event) {
      if (!hasKeys || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      if (key === '[' || key === ']') step(key === '[' ? -1 : 1);
      else if (key === 'r') {
        const picker = event.currentTarget.querySelector<HTMLElement>('.rather .picker');
        // Reaching for it brings its whole list.
        picker?.focus();
        picker?.click();
      } else if (key in HELD) view.setState({ held: HELD[key as keyof typeof HELD] });
      else return;
      event.preventDefault();
    },
    onKeyUp: release,
    onBlur: release,
  };
}

/** Where letters are text, or look for an option by its beginning. */
const isTyping = (target: EventTarget): boolean =>
  target instanceof Element &&
  target.closest('input, textarea, select, [role=listbox], [role=slider], .editor') !== null;
