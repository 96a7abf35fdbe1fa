import { CLASSES, classOf, COLOURS, colourOf } from '../../src/scene/classes';
import type { Scene, Sticker } from '../../src/scene/spec';

const KINDS = CLASSES.length + 1;
const HUES = COLOURS.length + 1;

/** Most objects that a count tells apart; scenes have no more. */
const MOST = 8;
const COUNTS = MOST + 1;

/** Whether two stickers are counted together, for each head that counts. */
const COUNTED = {
  count: (a: Sticker, b: Sticker) => a.kind === b.kind,
  twins: (a: Sticker, b: Sticker) => a.kind === b.kind && colourOf(a) === colourOf(b),
  group: (a: Sticker, b: Sticker) => classOf(a.kind).category === classOf(b.kind).category,
} as const;

/**
 * Label heads of sticker scenes on a grid: a patch's kind of object, its colour, whether an object's centre lies in it,
 * its own row and column, and how many objects the scene has of the same class (`count`), class and colour (`twins`),
 * category (`group`) and at all (`total`). Row and column keep a patch's place readable where the mapper reads: for
 * naming what is there, CLIP has no use for it and lets it fade. Counts teach the tower to compare patches with one
 * another: a softmax over patches averages, and answers alone are a slow teacher of how to count with it.
 */
export const sceneLabels = (rows: number, cols: number) =>
  ({
    kind: KINDS,
    colour: HUES,
    centre: 2,
    row: rows,
    col: cols,
    count: COUNTS,
    twins: COUNTS,
    group: COUNTS,
    total: COUNTS,
  }) as const;

const KIND_INDEX = new Map(CLASSES.map(({ kind }, i) => [kind, i + 1]));

/**
 * Soft labels of every patch [rows·cols, classes]: the shares of the patch that objects of each kind and colour cover
 * (class 0 is the background, and for colours also objects of none), or those of which there are so many; for `centre` 1
 * where an object's centre is; the patch's row and column; the number of all objects.
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
  const counts = Object.entries(COUNTED).map(([head, together]) => [
    head,
    countLabels(scene, coverage, patches, together),
  ]);
  const total = new Float32Array(patches * COUNTS);
  for (let patch = 0; patch < patches; patch++)
    total[patch * COUNTS + Math.min(MOST, scene.stickers.length)] = 1;
  return {
    kind,
    colour,
    centre,
    row,
    col,
    total,
    ...(Object.fromEntries(counts) as Record<keyof typeof COUNTED, Float32Array>),
  };
}

/** Of each patch, the share that objects cover of which the scene has n, for n from 1; class 0 is the background. */
function countLabels(
  { stickers }: Scene,
  coverage: readonly Float32Array[],
  patches: number,
  together: (a: Sticker, b: Sticker) => boolean,
): Float32Array {
  const labels = new Float32Array(patches * COUNTS);
  for (let patch = 0; patch < patches; patch++) labels[patch * COUNTS] = 1;
  stickers.forEach((sticker, object) => {
    const n = Math.min(MOST, stickers.filter((other) => together(sticker, other)).length);
    coverage[object]!.forEach((share, patch) => {
      labels[patch * COUNTS]! -= share;
      labels[patch * COUNTS + n]! += share;
    });
  });
  return labels;
}
