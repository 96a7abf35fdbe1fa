import type { AskedMethod } from '../ask/asked';
import { chooseMethods, methodNames } from '../methods/choose';
import type { Need } from '../methods/method';
import { methodById, METHODS, serves } from '../methods/registry';
import { IMPORTANCES } from '../relevance';

export interface NamedMethod {
  readonly name: string;
  readonly spec: AskedMethod;
}

/** Words for many methods at once. */
const GROUPS = ['none', 'attention', 'all'] as const;

const SLOW: readonly Need[] = ['input-gradients', 'model-runs'];

/**
 * Methods to evaluate, each under its own name. `none` is none; `attention` all that serve the model and are computed
 * from what one backward pass gives (weighted with every importance, the others with those named), `all` the slow ones
 * too; else ids as for `whylight explain`.
 * @param offers what the model gives methods
 * @throws MethodError listing what is known
 */
export function evaluatedMethods(
  ids: readonly string[],
  importances: readonly string[] | undefined,
  offers: readonly Need[],
): NamedMethod[] {
  const group = groupOf(ids);
  if (group === 'none') return [];
  const specs =
    group === undefined
      ? chooseMethods(ids, importances, offers)
      : groupSpecs(group === 'all', importances, offers);
  return methodNames(specs).map((name, n) => ({ name, spec: specs[n]! }));
}

/**
 * Whether any method is named, before the model is known.
 * @throws MethodError for a method or importance that there is not
 */
export function namesMethods(ids: readonly string[], importances: readonly string[] | undefined): boolean {
  const group = groupOf(ids);
  if (group === 'none') return false;
  chooseMethods(group === undefined ? ids : ['weighted'], importances);
  return true;
}

const groupOf = (ids: readonly string[]) =>
  ids.length === 1 ? GROUPS.find((group) => group === ids[0]) : undefined;

function groupSpecs(
  withSlow: boolean,
  importances: readonly string[] | undefined,
  offers: readonly Need[],
): AskedMethod[] {
  const chosen = METHODS.filter(
    (method) => serves(method, offers) && (withSlow || !method.needs.some((need) => SLOW.includes(need))),
  );
  return chosen.flatMap(({ id }) => chooseMethods([id], id === 'weighted' ? IMPORTANCES : importances));
}

/** Importance of each method that weighs tokens, by the method's name; `recommended` where none is named. */
export function importancesOf(methods: readonly NamedMethod[], recommended: string): Record<string, string> {
  return Object.fromEntries(
    methods
      .filter(({ spec }) => methodById(spec.id).needs.includes('importance'))
      .map(({ name, spec }) => [name, spec.importance ?? recommended]),
  );
}
