import { CLASSES, COLOURS, colourOf } from '../../src/scene/classes';
import type { Scene } from '../../src/scene/spec';

/** Label heads of sticker scenes: a patch's kind of object, its colour, and whether an object's centre lies in it. */
export const SCENE_LABELS = { kind: CLASSES.length + 1, colour: COLOURS.length + 1, centre: 2 } as const;

const KIND_INDEX = new Map(CLASSES.map(({ kind }, i) => [kind, i + 1]));

/**
 * Soft labels of every patch [rows·cols, classes]: the shares of the patch that objects of each kind and colour cover
 * (class 0 is the background, and for colours also objects of none), and for `centre` 1 where an object's centre is.
 */
export function patchLabels(
  scene: Scene,
  coverage: readonly Float32Array[],
  rows: number,
  cols: number,
): Record<string, Float32Array> {
  const patches = rows * cols;
  const kind = new Float32Array(patches * SCENE_LABELS.kind);
  const colour = new Float32Array(patches * SCENE_LABELS.colour);
  const centre = new Float32Array(patches * SCENE_LABELS.centre);
  for (let patch = 0; patch < patches; patch++) {
    kind[patch * SCENE_LABELS.kind] = colour[patch * SCENE_LABELS.colour] = centre[patch * 2] = 1;
  }
  scene.stickers.forEach((sticker, object) => {
    const kindClass = KIND_INDEX.get(sticker.kind)!;
    const name = colourOf(sticker);
    const colourClass = name === undefined ? 0 : COLOURS.indexOf(name) + 1;
    coverage[object]!.forEach((share, patch) => {
      kind[patch * SCENE_LABELS.kind]! -= share;
      kind[patch * SCENE_LABELS.kind + kindClass]! += share;
      colour[patch * SCENE_LABELS.colour]! -= share;
      colour[patch * SCENE_LABELS.colour + colourClass]! += share;
    });
    const patch =
      Math.min(rows - 1, Math.floor(sticker.y * rows)) * cols +
      Math.min(cols - 1, Math.floor(sticker.x * cols));
    centre[patch * 2] = 0;
    centre[patch * 2 + 1] = 1;
  });
  return { kind, colour, centre };
}
