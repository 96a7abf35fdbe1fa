/** What a figure says of the answer: the best, and why the explained one rather than another. */
import { ANSWERS, type AnswerData } from '../answers';
import type { ExplanationDocument } from '../ask/document';
import type { FigureSpec } from '../overlay/figure';
import type { Theme } from '../overlay/words';

/** Answers that a list shows, and the explained one where it is not among them. */
const BEST = 5;

/** The answer of a document, drawn `width` wide, and its Why line. */
export async function answerOf(
  document: ExplanationDocument,
  width: number,
  theme: Theme,
): Promise<Pick<FigureSpec, 'answer' | 'why'>> {
  const form = ANSWERS.list;
  const { data, target } = listOf(document);
  const draw = await form.piece();
  const hint = form.hint(data);
  const { otherwise, ...why } = form.why(data, target);
  const rival = document.target.versus ?? otherwise;
  return {
    answer: {
      label: form.label,
      ...(hint ? { hint } : {}),
      piece: draw({ data, target, width, theme }),
    },
    // A file may leave out the answer that it explains from those that it lists.
    why: { ...why, target: document.target.answer, ...(rival === undefined ? {} : { rival }) },
  };
}

/** The best answers and the explained one, and the explained one's place among them: −1 where the document has none. */
function listOf({ answers, target }: ExplanationDocument): { data: AnswerData['list']; target: number } {
  const sorted = [...answers].sort((a, b) => b.probability - a.probability);
  const explained = sorted.findIndex(({ text }) => text === target.answer);
  const shown = sorted.filter((_, i) => i < BEST || i === explained);
  return {
    data: { items: shown.map(({ text, probability }) => ({ text, share: probability })) },
    target: Math.min(explained, BEST),
  };
}
