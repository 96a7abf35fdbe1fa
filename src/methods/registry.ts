/** The one table of methods. A method that lacks anything does not compile; a new one is its file and a line here. */
import { MethodError } from '../relevance/errors';
import { centre } from './centre';
import { convex } from './convex';
import { equal } from './equal';
import { gradEclip } from './grad-eclip';
import { gradcam } from './gradcam';
import { inputTimesGradient } from './input-times-gradient';
import { integratedGradients } from './integrated-gradients';
import { layerMean } from './layer-mean';
import type { Method, Need } from './method';
import { noNormalisation } from './no-normalisation';
import { noSelfTerm } from './no-self-term';
import { occlusion } from './occlusion';
import { random } from './random';
import { raw } from './raw';
import { rollout } from './rollout';
import { shuffled } from './shuffled';
import { weighted } from './weighted';

const TABLE = [
  equal,
  weighted,
  convex,
  layerMean,
  shuffled,
  noNormalisation,
  noSelfTerm,
  raw,
  rollout,
  gradcam,
  random,
  centre,
  occlusion,
  inputTimesGradient,
  integratedGradients,
  gradEclip,
] as const;

/** Ids of all methods, as the command line, links and documents spell them. */
export type MethodId = (typeof TABLE)[number]['id'];

/** All methods, in the order in which tables list them. */
export const METHODS: readonly Method<MethodId>[] = TABLE;

/**
 * The method of that id.
 *
 * @throws MethodError that lists the known methods when there is none.
 */
export function methodById(id: string): Method<MethodId> {
  const found = METHODS.find((method) => method.id === id);
  if (found === undefined) {
    throw new MethodError(
      `There is no method "${id}"; choose from ${METHODS.map((method) => method.id).join(', ')}.`,
    );
  }
  return found;
}

/** Whether a model that offers these can be explained by a method. */
export const serves = ({ needs }: Method, offers: readonly Need[]): boolean =>
  needs.every((need) => offers.includes(need));

const NAMES: Readonly<Record<Need, string>> = {
  attention: 'attention maps',
  'attention-gradients': 'gradients of the attention maps',
  importance: 'importances of tokens',
  'last-block-values': 'the values that the last block mixes',
  'input-gradients': 'gradients of the inputs',
  'model-runs': 'further runs of the model',
};

/** @throws MethodError that says what a method needs which a model does not give */
export function requireServes(method: Method, offers: readonly Need[]): void {
  const missing = method.needs.filter((need) => !offers.includes(need));
  if (missing.length === 0) return;
  throw new MethodError(
    `Method ${method.id} needs ${missing.map((need) => NAMES[need]).join(' and ')}, which this model does not give; choose from ${METHODS.filter(
      (other) => serves(other, offers),
    )
      .map(({ id }) => id)
      .join(', ')}.`,
  );
}
