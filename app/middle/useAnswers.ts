import { useMemo } from 'react';
import type { AnswerData } from '../../src/answers';
import { usePlayground } from '../hooks/stores';

const SHOWN = 5;

/** What stands in the answer line, and which of it is explained; absent until there is an answer. */
export interface ShownAnswers {
  readonly data: AnswerData['list'];
  readonly target: number;
}

/** The best few answers, and the explained one where it is not among them. */
export function useAnswers(): ShownAnswers | undefined {
  const { answers, chosen } = usePlayground((state) => ({
    answers: state.answers?.answers,
    chosen: state.asked.target.answer,
  }));
  return useMemo(() => {
    if (!answers || answers.length === 0) return undefined;
    const top = answers.slice(0, SHOWN);
    const at = chosen === undefined ? 0 : top.findIndex(({ text }) => text === chosen);
    const further = at >= 0 ? undefined : answers.find(({ text }) => text === chosen);
    const list = further ? [...top, further] : top;
    return {
      data: { items: list.map(({ text, probability }) => ({ text, share: probability })) },
      target: further ? list.length - 1 : Math.max(0, at),
    };
  }, [answers, chosen]);
}
