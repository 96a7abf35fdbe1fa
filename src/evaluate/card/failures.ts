import type { AskedItem } from './tables';

/**
 * One wrong answer of each of the families with the lowest accuracy, the first in the order of the dataset: not chosen by
 * looks. Families without a wrong answer have none.
 */
export function chooseFailures(items: readonly AskedItem[], most: number): AskedItem[] {
  const families = [...new Set(items.map(({ family }) => family))].map((family) => {
    const asked = items.filter((item) => item.family === family);
    const right = asked.reduce((sum, { credit }) => sum + credit, 0);
    return { first: asked.find(({ credit }) => credit === 0), accuracy: right / asked.length };
  });
  return families
    .sort((a, b) => a.accuracy - b.accuracy)
    .flatMap(({ first }) => (first ? [first] : []))
    .slice(0, most);
}
