/** All answer forms: one line each. A new task is a folder here and in `app/answers`, and a line in both tables. */
import type { AnswerForm, AnswerKind } from './answer';
import { boxes } from './boxes';
import { choose } from './choose';
import { list } from './list';
import { output } from './output';
import { sentence } from './sentence';

export const ANSWERS: { readonly [K in AnswerKind]: AnswerForm<K> } = {
  list,
  sentence,
  boxes,
  output,
  choose,
};

export type { AnswerData, AnswerForm, AnswerKind, AnswerPieceRequest, DrawAnswer, WhyLine } from './answer';
