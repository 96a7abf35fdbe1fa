/** What is added to the scores of attention so that some keys are not seen. */

/** Large enough that a hidden key's attention underflows to 0, small enough to stay finite everywhere. */
export const HIDDEN = -1e4;

/** `length` × `length`, row-major: 0 on and below the diagonal, −1e4 above, so that a token sees itself and what came before. */
export function causalScores(length: number): Float32Array<ArrayBuffer> {
  const scores = new Float32Array(length * length);
  for (let row = 0; row < length; row++) scores.fill(HIDDEN, row * length + row + 1, (row + 1) * length);
  return scores;
}
