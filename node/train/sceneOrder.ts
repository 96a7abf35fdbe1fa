import { createRandom, generateScene, type Split } from '../../src/scene';

/** Steps whose scenes are shared out together. */
export const GROUP = 8;

/**
 * Scenes of a training's steps, by their seeds. A step that leaves out background is as long as its fullest scene (see
 * `keptPatches`); so the scenes of `GROUP` steps in a row are sorted by how much their stickers cover, and each step gets
 * scenes that are alike. Which step of the group gets which is drawn, and the group's first seed decides that: the same
 * step always gets the same scenes, and each scene comes once.
 */
export function sceneOrder(images: number, seed: number, split: Split): (step: number) => readonly number[] {
  const known = new Map<number, readonly (readonly number[])[]>();
  return (step) => {
    const group = Math.floor(step / GROUP);
    if (!known.has(group)) {
      known.clear();
      known.set(group, deal(seed + group * GROUP * images, images, split));
    }
    return known.get(group)![step % GROUP]!;
  };
}

function deal(first: number, images: number, split: Split): number[][] {
  const seeds = Array.from({ length: GROUP * images }, (_, i) => first + i);
  const area = new Map(seeds.map((seed) => [seed, coveredArea(seed, split)]));
  seeds.sort((a, b) => area.get(a)! - area.get(b)! || a - b);
  const steps = Array.from({ length: GROUP }, (_, i) => seeds.slice(i * images, (i + 1) * images));
  return createRandom(first).shuffle(steps);
}

/** A sticker covers about half a patch more on each side than its own size: patches are 1/12 wide. */
const BORDER = 1 / 12;

/** About the share of the picture whose patches stickers cover, where they do not overlap. */
function coveredArea(seed: number, split: Split): number {
  return generateScene(seed, split).stickers.reduce((sum, { size }) => sum + (size + BORDER) ** 2, 0);
}
