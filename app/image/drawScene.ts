/** Draws scenes, and remembers the ground: in an editor many scenes in a row have the same, and it is most of the work. */
import { renderScene, type Atlas, type Scene } from '../../src/scene';
import type { Pixels } from '../../src/image/pixels';

const grounds = new Map<number, { readonly key: string; readonly picture: Pixels }>();

/** As `renderScene`; the ground last drawn at a size is kept. */
export function drawScene(scene: Scene, atlas: Atlas, size: number): Pixels {
  const { kind, seed } = scene.background;
  const key = `${kind} ${seed}`;
  let ground = grounds.get(size);
  if (ground?.key !== key) {
    ground = { key, picture: renderScene({ ...scene, stickers: [] }, atlas, size) };
    grounds.set(size, ground);
  }
  return renderScene(scene, atlas, size, ground.picture);
}
