import { isHeldOut } from '../holdout';
import type { Scene } from '../spec';

/** True when a scene shows a pair that only the compositional split may show. */
export function showsHeldOut(scene: Scene): boolean {
  return scene.stickers.some((sticker) => isHeldOut(sticker.kind, sticker.colour, scene.background.kind));
}
