import { CLASSES, COLOURS, colourOf } from '../../src/scene/classes';
import type { Scene } from '../../src/scene/spec';

const KINDS = CLASSES.length + 1;
const HUES = COLOURS.length + 1;

/**
 * Label heads of sticker scenes on a grid: a patch's kind of object, its colour, whether an object's centre lies in it,
 * and its own row and column. The last two keep a patch's place readable where the mapper reads: for naming what is
 * there, CLIP has no use for it and lets it fade.
 */
export const sceneLabels = (rows: number, cols: number) =>
  ({ kind: KINDS, colour: HUES, centre: 2, row: rows, col: cols }) as const;

const KIND_INDEX = new Map(CLASSES.map(({ kind }, i) => [kind, i + 1]));

/**
 * Soft labels of every patch [rows·cols, classes]: the shares of the patch that objects of each kind and colour cover
 * (class 0 is the background, and for colours also objects of none), for `centre` 1 where an object's centre is, and
 * the patch's row and column.
 */
export function patchLabels(
  scene: Scene,
  coverage: readonly Float32Array[],
  rows: number,
  cols: number,
): Record<string, Float32Array> {
  const patches = rows * cols;
  const kind = new Float32Array(patches * KINDS);
  const colour = new Float32Array(patches * HUES);
  const centre = new Float32Array(patches * 2);
  for (let patch = 0; patch < patches; patch++) {
    kind[patch * KINDS] = colour[patch * HUES] = centre[patch * 2] = 1;
  }
  scene.stickers.forEach((sticker, object) => {
    const kindClass = KIND_INDEX.get(sticker.kind)!;
    const name = colourOf(sticker);
    const colourClass = name === undefined ? 0 : COLOURS.indexOf(name) + 1;
    coverage[object]!.forEach((share, patch) => {
      kind[patch * KINDS]! -= share;
      kind[patch * KINDS + kindClass]! += share;
      colour[patch * HUES]! -= share;
      colour[patch * HUES + colourClass]! += share;
    });
    const patch =
      Math.min(rows - 1, Math.floor(sticker.y * rows)) * cols +
      Math.min(cols - 1, Math.floor(sticker.x * cols));
    centre[patch * 2] = 0;
    centre[patch * 2 + 1] = 1;
  });
  const row = new Float32Array(patches * rows);
  const col = new Float32Array(patches * cols);
  for (let patch = 0; patch < patches; patch++) {
    row[patch * rows + Math.floor(patch / cols)] = 1;
    col[patch * cols + (patch % cols)] = 1;
  }
  return { kind, colour, centre, row, col };
}
