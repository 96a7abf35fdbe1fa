import type { Seen } from './answering';
import type { ItemRecord } from './records';

/** Explains answers and tests the explanations. */
export interface Explainer {
  /** What is found about item `item` of a picture whose first answer is `answer`. */
  examine(seen: Seen, item: number, answer: string): Promise<Pick<ItemRecord, 'mask' | 'methods'>>;
}
