/** What several methods have in common. */
import { MethodError } from '../relevance/errors';
import { IMPORTANCES } from '../relevance/importance';
import type { Importance } from '../relevance/types';
import type { MethodOptions } from './method';

/** Of methods that accumulate relevance over blocks. */
export const ACCUMULATES = {
  cost: 'one-backward',
  needs: ['attention-gradients'],
  usesStartLayer: true,
  seeded: false,
} as const;

/** Of those among them that weigh tokens by an importance. */
export const WEIGHS = { ...ACCUMULATES, needs: ['attention-gradients', 'importance'] } as const;

/** The importance that is asked for. @throws MethodError when there is none, or one that nobody knows */
export function importanceOf({ id, importance }: MethodOptions): Importance {
  if (importance !== undefined && IMPORTANCES.includes(importance)) return importance;
  const problem =
    importance === undefined ? 'needs an importance' : `knows no importance "${String(importance)}"`;
  throw new MethodError(`Method ${id} ${problem}; choose from ${IMPORTANCES.join(', ')}.`);
}
