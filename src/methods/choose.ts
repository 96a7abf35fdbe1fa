/** Methods by their ids and importances, as people name them. */
import { MethodError } from '../relevance/errors';
import { IMPORTANCES } from '../relevance/importance';
import type { Importance } from '../relevance/types';
import type { MethodOptions, Need } from './method';
import { methodById, requireServes } from './registry';

type Chosen = Pick<MethodOptions, 'id' | 'importance'>;

/**
 * Methods to run: each id once, and those that weigh tokens once for each importance named (the model's own when none is).
 * @param offers what the model gives; left out while it is not known yet
 * @throws MethodError listing what is known
 */
export function chooseMethods(
  ids: readonly string[],
  importances: readonly string[] = [],
  offers?: readonly Need[],
): Chosen[] {
  const known = importances.map(importanceOf);
  if (ids.length === 0) throw new MethodError('No method is named: give at least one.');
  return [...new Set(ids)].flatMap((id): Chosen[] => {
    const method = methodById(id);
    if (offers !== undefined) requireServes(method, offers);
    if (!method.needs.includes('importance') || known.length === 0) return [{ id }];
    return [...new Set(known)].map((importance) => ({ id, importance }));
  });
}

/** Names that tell methods apart: the id, and the importance behind it where an id occurs more than once. */
export function methodNames(methods: readonly Chosen[]): string[] {
  return methods.map(({ id, importance }) => {
    const several = methods.filter((method) => method.id === id).length > 1;
    return several && importance !== undefined ? `${id}-${importance}` : id;
  });
}

function importanceOf(name: string): Importance {
  const found = IMPORTANCES.find((importance) => importance === name);
  if (found !== undefined) return found;
  throw new MethodError(`There is no importance "${name}"; choose from ${IMPORTANCES.join(', ')}.`);
}
