import { describe, expect, it } from 'vitest';
import { chooseFailures } from './failures';
import { countTable, formTable, type AskedItem } from './tables';

const item = (family: string, answer: string, truth: string, index = 0): AskedItem => ({
  id: `${index}.0`,
  family,
  answer,
  truth,
  credit: Number(answer === truth),
  index,
  item: 0,
  intent: `${family}.kind`,
  question: 'how many dogs?',
});

describe('chooseFailures', () => {
  it('takes the first wrong answer of the weakest families, and none where all is right', () => {
    const items = [
      item('colour', 'red', 'red'),
      item('counting', '2', '3', 4),
      item('counting', '1', '5', 7),
      item('where', 'left', 'left'),
      item('where', 'top', 'left', 9),
    ];
    expect(chooseFailures(items, 5).map(({ index }) => index)).toEqual([4, 9]);
    expect(chooseFailures(items, 1).map(({ index }) => index)).toEqual([4]);
  });
});

describe('tables', () => {
  it('count exact answers and those within one, by the right number; by hand', () => {
    const rows = countTable([
      item('counting', '2', '3'),
      item('counting', '3', '3'),
      item('counting', '5', '3'),
      item('counting', 'yes', '0'),
      item('where', '3', '3'),
    ]).split('\n');
    expect(rows.slice(2)).toEqual(['| 0 | 0.0 % | 0.0 % | 1 |', '| 3 | 33.3 % | 66.7 % | 3 |']);
  });

  it('tell forms of one meaning together', () => {
    const places = ['top', 'top-left'].map((place) => ({
      ...item('where', 'dog', place === 'top' ? 'dog' : 'cat'),
      intent: `where.what-${place}`,
    }));
    expect(formTable(places).split('\n').slice(2)).toEqual([
      '| `where.what` | 50.0 % | 2 | “how many dogs?” |',
    ]);
  });
});
