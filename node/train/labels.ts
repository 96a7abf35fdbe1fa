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
 * object's centre, the row and column of its object's centre and its own, and how many objects the scene has of the same class
 * (`count`), class and colour (`twins`), category (`group`) and at all (`total`). Its own row and column keep a patch's place
 * readable where the mapper reads: for naming what is there, CLIP has no use for it and lets it fade. The centre's tell
 * patches of one object from those of its neighbours, as votes for a place do in Hough's transform. Counts teach the tower
 * to compare patches with one another: a softmax over patches averages, and answers alone are a slow teacher of counting.
 */
export const sceneLabels = (rows: number, cols: number) =>
  ({
    kind: KINDS,
    colour: HUES,
    size: SIZES + 1,
    centre: 2,
    objectRow: rows + 1,
    objectCol: cols + 1,
    row: rows,
    col: cols,
    count: COUNTS,
    twins: COUNTS,
    group: COUNTS,
    total: COUNTS,
  }) as const;

/**
 * Factors of the heads' losses. Few patches have a share of a centre, so its loss is small beside the others' and was learned
 * last; what counts needs it first. How many there are of one class is what the model answers worst.
 */
export const LABEL_WEIGHTS: Readonly<Record<string, number>> = { centre: 16, count: 3 };

/** Heads that read the layer before the last: what is counted has to be found before it can be summed. */
export const LABEL_DEPTHS: Readonly<Record<string, number>> = {
  centre: 1,
  size: 1,
  objectRow: 1,
  objectCol: 1,
};

const KIND_INDEX = new Map(CLASSES.map(({ kind }, i) => [kind, i + 1]));

/**
 * Soft labels of every patch [rows·cols, classes]: the shares of the patch covered by objects of each kind, colour and size
 * (class 0 is the background, and for colours also objects without one), by objects whose centre lies in each row and
 * column, and by objects of which the scene has so many; for `centre` its share of an object's centre (`centreShares`); the patch's row and column; the
 * number of all objects.
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
    size: objectLabels(
      scene,
      coverage,
      patches,
      SIZES,
      ({ size }) => Math.log(size / SMALLEST) / Math.log(SIZE_STEP),
    ),
    objectRow: objectLabels(scene, coverage, patches, rows, ({ y }) => y * rows - 0.5),
    objectCol: objectLabels(scene, coverage, patches, cols, ({ x }) => x * cols - 0.5),
    ...(Object.fromEntries(counts) as Record<keyof typeof COUNTED, Float32Array>),
  };
}

/**
 * The patches that share a sticker's centre, each with its bilinear share; the shares sum to 1. A centre near the border of
 * two patches belongs to both, so that what is summed over patches does not jump, and counts one object as one.
 */
function centreShares({ x, y }: Sticker, rows: number, cols: number): (readonly [number, number])[] {
  return between(y * rows - 0.5, rows).flatMap((row) =>
    between(x * cols - 0.5, cols).map((col) => [row.at * cols + col.at, row.share * col.share] as const),
  );
}

/**
 * The share of each patch covered by objects whose number is 0, 1, … `numbers` − 1, class 0 being the background. An object
 * whose number lies between two of these counts for both by its distance, one beyond them for the nearest.
 */
function objectLabels(
  { stickers }: Scene,
  coverage: readonly Float32Array[],
  patches: number,
  numbers: number,
  numberOf: (sticker: Sticker) => number,
): Float32Array {
  const width = numbers + 1;
  const labels = new Float32Array(patches * width);
  for (let patch = 0; patch < patches; patch++) labels[patch * width] = 1;
  stickers.forEach((sticker, object) => {
    const [low, high] = between(numberOf(sticker), numbers);
    coverage[object]!.forEach((share, patch) => {
      labels[patch * width]! -= share;
      labels[patch * width + 1 + low.at]! += share * low.share;
      labels[patch * width + 1 + high.at]! += share * high.share;
    });
  });
  return labels;
}

/** The two neighbours of a number among 0 … count − 1, with the share of each by how near it is; beyond the ends, the nearest end alone. */
function between(number: number, count: number) {
  const place = Math.min(count - 1, Math.max(0, number));
  const first = Math.min(count - 2, Math.floor(place));
  return [
    { at: first, share: 1 - (place - first) },
    { at: first + 1, share: place - first },
  ] as const;
}

/** The share of each patch covered by objects of which the scene has n, for n from 1; class 0 is the background. */
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
