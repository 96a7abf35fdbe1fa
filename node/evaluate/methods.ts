import type { MethodSpec } from '../../src/engine/types';
import { IMPORTANCES, methodById, METHODS } from '../../src/relevance';
import { methodNames, methodSpecs } from '../library/methods';

export interface NamedMethod {
  readonly name: string;
  readonly spec: MethodSpec;
}

/** Words for many methods at once. */
const GROUPS = ['none', 'attention', 'all'] as const;

const SLOW = ['input-gradients', 'model-runs'];

/**
 * Methods to evaluate, each under its own name. `none` is none; `attention` all that are computed from attention maps
 * (weighted with every importance, the others with those named), `all` the slow ones too; else ids as for
 * `whylight explain`.
 * @throws MethodError or WhylightError listing what is known
 */
export function evaluatedMethods(
  ids: readonly string[],
  importances: readonly string[] | undefined,
): NamedMethod[] {
  const single = ids.length === 1 ? GROUPS.find((group) => group === ids[0]) : undefined;
  if (single === 'none') return [];
  const specs =
    single === undefined ? methodSpecs(ids, importances) : groupSpecs(single === 'all', importances);
  return methodNames(specs).map((name, n) => ({ name, spec: specs[n]! }));
}

function groupSpecs(withSlow: boolean, importances: readonly string[] | undefined): MethodSpec[] {
  const chosen = METHODS.filter(
    ({ serves, needs }) =>
      serves.includes('mapper') && (withSlow || !needs.some((need) => SLOW.includes(need))),
  ).map(({ id }) => id);
  return chosen.flatMap((id) => methodSpecs([id], id === 'weighted' ? IMPORTANCES : importances));
}

/** Importance of each method that weighs tokens, by the method's name; `recommended` where none is named. */
export function importancesOf(methods: readonly NamedMethod[], recommended: string): Record<string, string> {
  return Object.fromEntries(
    methods
      .filter(({ spec }) => methodById(spec.id).needs.includes('importance'))
      .map(({ name, spec }) => [name, spec.importance ?? recommended]),
  );
}
