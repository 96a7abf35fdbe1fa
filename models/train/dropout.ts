/** How often, and how much, patches and words are left out in training. */
export interface DropoutOptions {
  /** Probability that a step runs on a part of the patches. */
  readonly patchSteps: number;
  /** Smallest share of patches that such a step keeps; the share is uniform up to 1. */
  readonly minimumKept: number;
  /** Probability that a question loses words, and of each of its words to go then. */
  readonly questions: number;
  readonly words: number;
}

export const DROPOUT_DEFAULTS: DropoutOptions = {
  patchSteps: 0.4,
  minimumKept: 0.3,
  questions: 0.1,
  words: 0.2,
};

export const NO_DROPOUT: DropoutOptions = { patchSteps: 0, minimumKept: 1, questions: 0, words: 0 };

/**
 * Patches that each image of a step keeps: all in most steps, else an equally long random choice for each image. A
 * model that has seen gaps answers from what is left, so that removing patches later measures their evidence rather
 * than the shock of a gap (Hooker et al. 2019, arXiv 1806.10758, argue for retraining; this is its cheap kin).
 */
export function keptPatches(
  images: number,
  patches: number,
  options: DropoutOptions,
  uniform: () => number,
): number[][] {
  const all = Array.from({ length: patches }, (_, i) => i);
  if (uniform() >= options.patchSteps) return Array.from({ length: images }, () => all);
  const share = options.minimumKept + (1 - options.minimumKept) * uniform();
  const count = Math.max(1, Math.round(share * patches));
  return Array.from({ length: images }, () => {
    const order = [...all];
    for (let i = 0; i < count; i++) {
      const j = i + Math.floor(uniform() * (patches - i));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order.slice(0, count).sort((a, b) => a - b);
  });
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
