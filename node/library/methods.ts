import { IMPORTANCES, methodById, requireServes, type Architecture } from '../../src/relevance';
import type { Importance } from '../../src/relevance/types';
import type { MethodSpec } from '../../src/engine/types';
import { WhylightError } from '../../src/tensor/error';
import { DEFAULT_METHODS } from './defaults';

/**
 * Methods to run on a model of that architecture (`any` while it is not known yet): each id once, and those that weigh tokens once for each importance named (the model's own when none
 * is). @throws MethodError or WhylightError listing what is known
 */
export function methodSpecs(
  ids: readonly string[] = DEFAULT_METHODS,
  importances: readonly string[] = [],
  architecture: Architecture | 'any' = 'mapper',
): MethodSpec[] {
  const known = importances.map(importanceOf);
  if (ids.length === 0) throw new WhylightError('bad-input', 'No method is named: give at least one.');
  return [...new Set(ids)].flatMap((id): MethodSpec[] => {
    const method = methodById(id);
    if (architecture !== 'any') requireServes(method, architecture);
    if (!method.needs.includes('importance') || known.length === 0) return [{ id }];
    return [...new Set(known)].map((importance) => ({ id, importance }));
  });
}

/** Names under which methods stand in a dump: the id, and the importance behind it where an id occurs more than once. */
export function methodNames(methods: readonly MethodSpec[]): string[] {
  return methods.map(({ id, importance }) => {
    const several = methods.filter((method) => method.id === id).length > 1;
    return several && importance !== undefined ? `${id}-${importance}` : id;
  });
}

function importanceOf(name: string): Importance {
  const found = IMPORTANCES.find((importance) => importance === name);
  if (found !== undefined) return found;
  throw new WhylightError(
    'bad-input',
    `There is no importance "${name}"; choose from ${IMPORTANCES.join(', ')}.`,
  );
}
