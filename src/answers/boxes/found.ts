import type { AnswerData } from '../answer';

type Found = Pick<AnswerData['boxes'], 'items' | 'queries' | 'threshold'>;

const above = (threshold: number): string => `above ${Math.round(100 * threshold)}\u202f%`;

/** How much of it was found: “4 of 100 queries, above 70 %”. */
export const foundLine = ({ items, queries, threshold }: Found): string =>
  `${items.length} of ${queries} ${queries === 1 ? 'query' : 'queries'}, ${above(threshold)}`;

/** What stands in the place of boxes where there are none. */
export const nothingFound = ({ threshold }: Pick<Found, 'threshold'>): string =>
  `Nothing was found ${above(threshold)}.`;
