/** Where a scene's objects are, on a model's patch grid: the truth that heat maps are scored against. */
import type { Atlas } from './atlas';
import { composeScene } from './render';
import type { Scene } from './spec';

/**
 * Share of each patch that each object's visible pixels cover.
 *
 * `ids` is a composition's map (size², 1 + object index, 0 for background); the picture is cut into `rows`×`cols` patches,
 * a pixel belonging to the patch that its row·rows/size and column·cols/size fall in. Returns one row-major map of
 * rows·cols shares, 0…1, for each of the `count` objects; over objects and background a patch's shares sum to 1.
 */
export function coverageOf(
  ids: Uint8Array,
  count: number,
  size: number,
  rows: number,
  cols: number,
): Float32Array[] {
  if (ids.length !== size * size || rows < 1 || cols < 1 || rows > size || cols > size)
    throw new RangeError(`A map of ${ids.length} pixels has no ${rows}×${cols} grid over a side of ${size}.`);
  const maps = Array.from({ length: count }, () => new Float32Array(rows * cols));
  const pixels = new Float32Array(rows * cols);
  const colOf = Uint16Array.from({ length: size }, (_, x) => Math.floor((x * cols) / size));
  for (let y = 0; y < size; y++) {
    const row = Math.floor((y * rows) / size) * cols;
    for (let x = 0; x < size; x++) {
      const patch = row + colOf[x]!;
      pixels[patch]! += 1;
      const id = ids[y * size + x]!;
      if (id > 0) maps[id - 1]![patch]! += 1;
    }
  }
  for (const map of maps) for (let patch = 0; patch < map.length; patch++) map[patch]! /= pixels[patch]!;
  return maps;
}

/** `coverageOf` for a scene as drawn at `size` pixels: one map per sticker, in the scene's order. */
export function objectCoverage(
  scene: Scene,
  atlas: Atlas,
  size: number,
  rows: number,
  cols: number,
): Float32Array[] {
  // Who covers what does not depend on the ground, whose painting is most of the work.
  const blank = { width: size, height: size, data: new Uint8ClampedArray(size * size * 4) };
  return coverageOf(composeScene(scene, atlas, size, blank).ids, scene.stickers.length, size, rows, cols);
}
