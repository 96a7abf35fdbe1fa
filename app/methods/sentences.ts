/** What the list of methods says of the figures, made from them alone. */
import type { AskedMethod } from '../../src/ask';
import { SHOWN, type Comparison, type Evidence } from './evidence';

/** “How each did on 400 sticker scenes that this model had never seen.” */
export function measuredOn({ dataset, n, pictures }: Pick<Evidence, 'dataset' | 'n' | 'pictures'>): string {
  const [kind, part] = dataset.split(':');
  if (kind !== 'scenes') return `How each did on ${n} questions of ${dataset}.`;
  const what = n === pictures ? `${n} sticker scenes` : `${n} questions on ${pictures} sticker scenes`;
  return `How each did on ${what}${part === 'test' ? ' that this model had never seen' : ` (${part})`}.`;
}

/** How a difference reads, in favour of the first and of the second. */
const SAYS: Readonly<Record<string, readonly [better: string, worse: string]>> = {
  'truth.mass': ['more on the right objects', 'less on the right objects'],
  'truth.rank': [
    'its strongest patches are on the right objects more often',
    'its strongest patches are on the right objects less often',
  ],
  'image.positive.fine': [
    'the answer falls sooner when its patches go',
    'the answer falls later when its patches go',
  ],
  'image.negative.fine': [
    'the answer holds longer when its patches are kept',
    'the answer holds less long when its patches are kept',
  ],
  'text.positive.fine': [
    'the answer falls sooner when its words go',
    'the answer falls later when its words go',
  ],
  'text.negative.fine': [
    'the answer holds longer when its words are kept',
    'the answer holds less long when its words are kept',
  ],
};

const ORDER = Object.keys(SAYS);

/**
 * What paired tests found between a method and equal relevance, every difference that is shown with its size.
 *
 * @returns undefined where the two were not compared
 */
export function comparisonSentence(
  { comparisons }: Pick<Evidence, 'comparisons'>,
  { id, importance }: AskedMethod,
): string | undefined {
  const found = comparisons
    .filter(({ metric }) => ORDER.includes(metric))
    .filter(({ method }) => method.id === id && method.importance === importance)
    .sort((a, b) => ORDER.indexOf(a.metric) - ORDER.indexOf(b.metric));
  if (found.length === 0) return undefined;
  const shown = found.filter(({ holm, favours }) => holm <= SHOWN && favours !== 'neither');
  const rest = found.length - shown.length;
  const first = shown.length === 0 ? [] : [`${shown.map(clause).join('; ')}.`];
  const last = rest === 0 ? [] : [restOf(rest, shown.length > 0)];
  return [...first, ...last].join(' ');
}

function clause({ metric, favours, difference, interval: [low, high] }: Comparison): string {
  const [better, worse] = SAYS[metric]!;
  return `${favours === 'method' ? better : worse} (${signed(difference)} points, ${range(low, high)})`;
}

const restOf = (count: number, isRest: boolean): string => {
  const measures = count === 1 ? 'measure' : 'measures';
  return isRest
    ? `In the other ${inWords(count)} ${measures} no difference is shown.`
    : `in none of ${inWords(count)} ${measures} is a difference shown.`;
};

/** Ends of an interval; below zero with their signs, so that no dash is read as one. */
const range = (low: number, high: number): string =>
  low < 0 ? `${signed(low)} to ${signed(high)}` : `${points(low)} to ${points(high)}`;

const signed = (value: number): string => `${value < 0 ? '−' : '+'}${points(value)}`;

/** Hundredths, to one digit; of the four digits that figures have, not of what a float makes of them. */
const points = (value: number): string =>
  (Math.round(Math.round(Math.abs(value) * 1e4) / 10) / 10).toFixed(1);

const inWords = (count: number): string =>
  ['no', 'one', 'two', 'three', 'four', 'five', 'six'][count] ?? String(count);
