/** What figures and pages say of an explanation and its methods. */
import type { ExplanationDocument, MethodResult } from '../ask/document';
import { METHODS } from '../methods';
import { percent } from '../overlay/scale';

/** “Why “cat” (91.2 %) rather than “dog”?” */
export function captionOf({ answers, target }: ExplanationDocument): string {
  const chosen = answers.find(({ text }) => text === target.answer);
  const certainty = chosen ? ` (${percent(chosen.probability)})` : '';
  const rival = target.versus === undefined ? '' : ` rather than “${target.versus}”`;
  return `Why “${target.answer}”${certainty}${rival}?`;
}

const methodOf = (id: string) => METHODS.find((method) => method.id === id);

/** A method's title; its id where a file names one that is not known. */
export const titleOf = (id: string): string => methodOf(id)?.title ?? id;

/** What tells variants of a method apart. */
export function detailOf({ id, importance, startLayer }: MethodResult): string {
  const parts = importance === undefined ? [] : [`importance: ${importance}`];
  if (methodOf(id)?.usesStartLayer)
    parts.push(startLayer === 0 ? 'all blocks' : `blocks from ${startLayer + 1}`);
  return parts.join(', ');
}
