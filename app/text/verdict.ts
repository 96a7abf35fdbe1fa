/** What a finished removal test says, in words. */
import type { Direction } from '../store/tests';

/** A map's name and the area under its curve, 0…1. */
export interface Scored {
  readonly name: string;
  readonly auc: number;
}

/** Areas nearer than this are told as level: a tie broken otherwise moves a single example's area by as much. */
export const LEVEL = 0.02;

/**
 * Which of two maps the removal test puts ahead on this example, and whether they beat an order without knowledge. In the
 * positive test (most relevant first) the smaller area is better, in the negative one the larger.
 */
export function verdictOf(
  direction: Direction,
  [left, right]: readonly [Scored, Scored],
  random: number | undefined,
): string {
  const gain = (a: number, b: number) => (direction === 'positive' ? b - a : a - b);
  const lead = gain(left.auc, right.auc);
  const ahead = lead >= 0 ? left : right;
  const happens = direction === 'positive' ? 'the answer falls faster' : 'the answer holds longer';
  const compared =
    Math.abs(lead) < LEVEL
      ? `${capital(left.name)} and ${right.name} are level here.`
      : `${capital(ahead.name)} is ahead here: by its order ${happens}.`;
  if (random === undefined) return compared;
  const better = [left, right].filter(({ auc }) => gain(auc, random) >= LEVEL);
  const beaten =
    better.length === 2
      ? 'Both do better than random.'
      : better.length === 1
        ? `Only ${better[0]!.name} does better than random.`
        : 'Neither does better than random.';
  return `${compared} ${beaten}`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
