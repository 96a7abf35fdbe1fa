import { heldOutBackground, heldOutColour } from '../holdout';
import type { Scene } from '../spec';

/** True when a scene shows a pair that only the compositional split may show. */
export function showsHeldOut({ background, stickers }: Scene): boolean {
  return stickers.some(
    ({ kind, colour }) =>
      heldOutBackground(kind) === background.kind || (colour !== undefined && heldOutColour(kind) === colour),
  );
}
