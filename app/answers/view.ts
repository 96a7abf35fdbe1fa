/** What the drawing of every answer form is given. */
import type { AnswerData, AnswerKind } from '../../src/answers';

export interface AnswerViewProps<K extends AnswerKind> {
  readonly data: AnswerData[K];
  readonly target: number;
  readonly onTarget: (target: number) => void;
  /** What is on show answers another question: it is being answered anew. */
  readonly isStale: boolean;
  /** The picture is of a kind that the model never saw. */
  readonly isGuess: boolean;
  /** Goes back to the target that the model's own answer suggests. */
  readonly onReset?: () => void;
  /** Another output, threshold or the like was chosen; which of them a form has is its own. */
  readonly onOption?: (name: string, value: number) => void;
}
