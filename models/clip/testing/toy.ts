/** A toy CLIP without mapper below the engine: its configuration, its towers, and the order of its pixels. */
import * as v from 'valibot';
import type { ModelFiles } from '../../../src/engine/architecture';
import { RUNTIME } from '../../../src/engine/testing/toy';
import { ClipTowers } from '../clip-towers';
import type { ClipConfig } from '../config';
import { CLIP_CONFIG } from '../config-schema';

/** CLIP's part of a toy's configuration, whether it has a mapper or not. */
export const clipConfigOf = ({ manifest }: Pick<ModelFiles, 'manifest'>): ClipConfig =>
  v.parse(CLIP_CONFIG, (manifest.config as { readonly clip: unknown }).clip);

export const towersOf = (folder: ModelFiles): ClipTowers =>
  new ClipTowers(folder, RUNTIME, clipConfigOf(folder));

/** Pixels [3, size, size] of patches of `side` × `side` in rows, each (channel, y, x). */
export function planesOf(patches: ArrayLike<number>, size: number, side: number): Float64Array {
  const grid = size / side;
  return Float64Array.from({ length: 3 * size * size }, (_, i) => {
    const [channel, y, x] = [Math.floor(i / size ** 2), Math.floor(i / size) % size, i % size];
    const patch = Math.floor(y / side) * grid + Math.floor(x / side);
    return patches[((patch * 3 + channel) * side + (y % side)) * side + (x % side)]!;
  });
}
