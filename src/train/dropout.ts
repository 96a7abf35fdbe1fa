/** How often, and how much, patches and words are left out in training. */
export interface DropoutOptions {
  /** Probability that a step runs on a part of the patches. */
  readonly patchSteps: number;
  /** Smallest share of patches that such a step keeps; the share is uniform up to 1. */
  readonly minimumKept: number;
  /** Probability that a step leaves out patches that show nothing but background, where it is known which do. */
  readonly backgroundSteps: number;
  /** Probability that a question loses words, and that each of its words goes then. */
  readonly questions: number;
  readonly words: number;
}

export const DROPOUT_DEFAULTS: DropoutOptions = {
  patchSteps: 0.25,
  minimumKept: 0.3,
  backgroundSteps: 0.5,
  questions: 0.1,
  words: 0.2,
};

export const NO_DROPOUT: DropoutOptions = {
  patchSteps: 0,
  minimumKept: 1,
  backgroundSteps: 0,
  questions: 0,
  words: 0,
};

/** Largest share of the patches beyond the needed ones that a step on the objects keeps. */
const BACKGROUND_KEPT = 0.25;

/**
 * Patches that each image of a step keeps: all of them, or a random choice of equal length for each image, or those that
 * show objects with so many of the others that all images keep equally many. A model that has seen gaps answers from what is left, so that removing patches
 * later measures their evidence rather than the shock of a gap (Hooker et al. 2019, arXiv 1806.10758, argue for retraining;
 * this is its cheap kin). Gaps in the background take no evidence away, and with it most of the work.
 *
 * @param covered for each image 1 where a patch shows an object, 0 where it does not; undefined where that is not known
 */
export function keptPatches(
  images: number,
  patches: number,
  options: DropoutOptions,
  uniform: () => number,
  covered?: readonly ArrayLike<number>[],
): number[][] {
  const all = Array.from({ length: patches }, (_, i) => i);
  const kind = uniform();
  const choose = (count: number, isKept: (image: number, patch: number) => boolean) =>
    Array.from({ length: images }, (_, image) =>
      chosen(all, count, (patch) => isKept(image, patch), uniform),
    );
  if (kind < options.patchSteps) {
    const share = options.minimumKept + (1 - options.minimumKept) * uniform();
    return choose(Math.max(1, Math.round(share * patches)), () => false);
  }
  if (covered && kind < options.patchSteps + options.backgroundSteps) {
    const shows = (image: number, patch: number) => covered[image]![patch] === 1;
    const least = Math.max(
      1,
      ...covered.map((_, image) => all.filter((patch) => shows(image, patch)).length),
    );
    return choose(least + Math.round(BACKGROUND_KEPT * uniform() * (patches - least)), shows);
  }
  return Array.from({ length: images }, () => all);
}

/** `count` of the patches, in order: all that must stay, and of the others a random choice. */
function chosen(
  all: readonly number[],
  count: number,
  mustStay: (patch: number) => boolean,
  uniform: () => number,
): number[] {
  const kept = all.filter(mustStay);
  const others = all.filter((patch) => !mustStay(patch));
  for (let i = 0; kept.length < count; i++) {
    const j = i + Math.floor(uniform() * (others.length - i));
    [others[i], others[j]] = [others[j]!, others[i]!];
    kept.push(others[i]!);
  }
  return kept.sort((a, b) => a - b);
}

/** Leaves words out of a question now and then; start and end token stay, and so does at least one word. */
export function dropWords(
  ids: readonly number[],
  options: DropoutOptions,
  uniform: () => number,
): readonly number[] {
  const places = dropPlaces(ids.length, options, uniform);
  return places.length === ids.length ? ids : places.map((place) => ids[place]!);
}

/** Places 0 … length − 1 of a question's tokens that stay, the first and the last always among them. */
export function dropPlaces(length: number, options: DropoutOptions, uniform: () => number): number[] {
  const all = Array.from({ length }, (_, place) => place);
  if (uniform() >= options.questions) return all;
  const kept = all.filter((place) => place === 0 || place === length - 1 || uniform() >= options.words);
  return kept.length > 2 ? kept : all;
}
