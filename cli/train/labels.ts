import { CLASSES, classOf, COLOURS, colourOf } from '../../src/scene/classes';
import type { Scene, Sticker } from '../../src/scene/spec';

const KINDS = CLASSES.length + 1;
const HUES = COLOURS.length + 1;

/** Most objects that a count tells apart; scenes have no more. */
const MOST = 8;
const COUNTS = MOST + 1;

/** Sizes that the head of sizes tells apart, from the smallest sticker's on, each so many times the one before. */
const SIZES = 8;
const SMALLEST = 0.15;
const SIZE_STEP = 1.13;

/** Whether two stickers are counted together, for each head that counts. */
const COUNTED = {
  count: (a: Sticker, b: Sticker) => a.kind === b.kind,
  twins: (a: Sticker, b: Sticker) => a.kind === b.kind && colourOf(a) === colourOf(b),
  group: (a: Sticker, b: Sticker) => classOf(a.kind).category === classOf(b.kind).category,
} as const;

/**
 * Label heads of sticker scenes on a grid: a patch's kind of object, its colour, the object's size, its share of an
 * object's centre, its own row and column, and how many objects the scene has of the same class (`count`), class and colour (`twins`),
 * category (`group`) and at all (`total`). Row and column keep a patch's place readable where the mapper reads: for
 * naming what is there, CLIP has no use for it and lets it fade. Counts teach the tower to compare patches with one
 * another: a softmax over patches averages, and answers alone are a slow teacher of how to count with it.
 */
export const sceneLabels = (rows: number, cols: number) =>
  ({
    kind: KINDS,
    colour: HUES,
    size: SIZES + 1,
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
 * Soft labels of every patch [rows·cols, classes]: the shares of the patch that objects of each kind, colour and size cover
 * (class 0 is the background, and for colours also objects of none), or those of which there are so many; for `centre` its
 * share of an object's centre (`centreShares`); the patch's row and column; the number of all objects.
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
    for (const [patch, share] of centreShares(sticker, rows, cols)) {
      centre[patch * 2 + 1] = Math.min(1, centre[patch * 2 + 1]! + share);
      centre[patch * 2] = 1 - centre[patch * 2 + 1]!;
    }
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
    size: sizeLabels(scene, coverage, patches),
    ...(Object.fromEntries(counts) as Record<keyof typeof COUNTED, Float32Array>),
  };
}

/**
 * The patches that share a sticker's centre, each with its bilinear share; the shares sum to 1. A centre near the border of
 * two patches belongs to both, so that what is summed over patches does not jump, and counts one object as one.
 */
function centreShares({ x, y }: Sticker, rows: number, cols: number): (readonly [number, number])[] {
  const along = (at: number, count: number): (readonly [number, number])[] => {
    const place = Math.min(count - 1, Math.max(0, at * count - 0.5));
    const first = Math.min(count - 2, Math.floor(place));
    return [
      [first, 1 - (place - first)],
      [first + 1, place - first],
    ];
  };
  return along(y, rows).flatMap(([row, high]) =>
    along(x, cols).map(([col, wide]) => [row * cols + col, high * wide] as const),
  );
}

/** Of each patch, the share that objects of each size cover; a size between two of the list is shared between them. */
function sizeLabels({ stickers }: Scene, coverage: readonly Float32Array[], patches: number): Float32Array {
  const width = SIZES + 1;
  const labels = new Float32Array(patches * width);
  for (let patch = 0; patch < patches; patch++) labels[patch * width] = 1;
  stickers.forEach(({ size }, object) => {
    const at = Math.min(SIZES - 1, Math.max(0, Math.log(size / SMALLEST) / Math.log(SIZE_STEP)));
    const first = Math.min(SIZES - 2, Math.floor(at));
    const larger = at - first;
    coverage[object]!.forEach((share, patch) => {
      labels[patch * width]! -= share;
      labels[patch * width + 1 + first]! += share * (1 - larger);
      labels[patch * width + 2 + first]! += share * larger;
    });
  });
  return labels;
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
