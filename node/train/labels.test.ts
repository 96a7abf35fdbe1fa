import { describe, expect, it } from 'vitest';
import { generateScene } from '../../src/scene';
import type { Scene } from '../../src/scene/spec';
import { patchLabels, sceneLabels } from './labels';

const SIDE = 12;
const PATCHES = SIDE * SIDE;

/** Squares of the stickers' sizes, each on its own patches: coverage as an observer without rotations would draw it. */
function squares({ stickers }: Scene): Float32Array[] {
  const free = new Float32Array(PATCHES).fill(1);
  return stickers
    .toReversed()
    .map(({ x, y, size }) => {
      const overlap = (centre: number, cell: number) =>
        Math.max(
          0,
          Math.min(centre + size / 2, (cell + 1) / SIDE) - Math.max(centre - size / 2, cell / SIDE),
        ) * SIDE;
      return Float32Array.from(free, (left, patch) => {
        const share = Math.min(left, overlap(x, patch % SIDE) * overlap(y, Math.floor(patch / SIDE)));
        free[patch]! -= share;
        return share;
      });
    })
    .toReversed();
}

const scenes = Array.from({ length: 40 }, (_, seed) => generateScene(seed, 'train'));
const labelled = scenes.map((scene) => {
  const coverage = squares(scene);
  return { scene, coverage, labels: patchLabels(scene, coverage, SIDE, SIDE) };
});

describe('labels of patches', () => {
  it('are shares: none negative, and each patch has 1 in every head', () => {
    for (const { labels } of labelled)
      for (const [head, classes] of Object.entries(sceneLabels(SIDE, SIDE))) {
        expect(labels[head]).toHaveLength(PATCHES * classes);
        for (let patch = 0; patch < PATCHES; patch++) {
          const row = labels[head]!.subarray(patch * classes, (patch + 1) * classes);
          expect(Math.min(...row), head).toBeGreaterThan(-1e-5);
          expect(
            row.reduce((a, b) => a + b, 0),
            head,
          ).toBeCloseTo(1, 4);
        }
      }
  });

  it('share each centre among its four nearest patches, so that their mean place is the centre', () => {
    const [sticker] = scenes[0]!.stickers;
    for (const [x, y] of [
      [0.5, 0.5],
      [0.31, 0.77],
      [0.0417, 0.2],
    ]) {
      const scene: Scene = { ...scenes[0]!, stickers: [{ ...sticker!, x: x!, y: y! }] };
      const { centre } = patchLabels(scene, squares(scene), SIDE, SIDE);
      const shares = Array.from({ length: PATCHES }, (_, patch) => centre![patch * 2 + 1]!);
      const moment = (place: (patch: number) => number) =>
        shares.reduce((sum, share, patch) => sum + share * place(patch), 0);
      expect(moment(() => 1)).toBeCloseTo(1, 5);
      expect(moment((patch) => ((patch % SIDE) + 0.5) / SIDE)).toBeCloseTo(Math.max(x!, 0.5 / SIDE), 5);
      expect(moment((patch) => (Math.floor(patch / SIDE) + 0.5) / SIDE)).toBeCloseTo(y!, 5);
      expect(shares.filter((share) => share > 1e-6).length).toBeLessThanOrEqual(4);
    }
  });

  it('count as many centres as there are objects, where no two share a patch', () => {
    let apart = 0;
    for (const { scene, labels } of labelled) {
      const { stickers } = scene;
      const near = stickers.some((a, i) =>
        stickers.some((b, j) => i < j && Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y)) < 2 / SIDE),
      );
      if (near) continue;
      apart++;
      const sum = Array.from({ length: PATCHES }, (_, patch) => labels.centre![patch * 2 + 1]!).reduce(
        (a, b) => a + b,
      );
      expect(sum).toBeCloseTo(stickers.length, 4);
    }
    expect(apart).toBeGreaterThan(10);
  });

  it('tell the size: over the patches of one object the mean logarithm of the sizes is its own', () => {
    const classes = sceneLabels(SIDE, SIDE).size;
    for (const size of [0.15, 0.16, 0.2, 0.263, 0.33]) {
      const scene: Scene = {
        ...scenes[0]!,
        stickers: [{ ...scenes[0]!.stickers[0]!, x: 0.4, y: 0.6, size }],
      };
      const [covered] = squares(scene);
      const labels = patchLabels(scene, [covered!], SIDE, SIDE).size!;
      let [share, log] = [0, 0];
      for (let patch = 0; patch < PATCHES; patch++)
        for (let c = 1; c < classes; c++) {
          share += labels[patch * classes + c]!;
          log += labels[patch * classes + c]! * Math.log(0.15 * 1.13 ** (c - 1));
        }
      expect(share).toBeCloseTo(
        covered!.reduce((a, b) => a + b, 0),
        4,
      );
      expect(Math.exp(log / share)).toBeCloseTo(size, 4);
    }
  });

  it('tell where the middle of an object is, on every patch of it', () => {
    const classes = SIDE + 1;
    const scene: Scene = {
      ...scenes[0]!,
      stickers: [{ ...scenes[0]!.stickers[0]!, x: 0.4, y: 0.63, size: 0.3 }],
    };
    const [covered] = squares(scene);
    const { objectRow, objectCol } = patchLabels(scene, [covered!], SIDE, SIDE);
    const whole = Array.from({ length: PATCHES }, (_, patch) => patch).filter(
      (patch) => covered![patch]! > 0.999,
    );
    expect(whole.length).toBeGreaterThan(4);
    const middle = (head: Float32Array, patch: number) =>
      head
        .subarray(patch * classes + 1, (patch + 1) * classes)
        .reduce((sum, share, place) => sum + (share * (place + 0.5)) / SIDE, 0);
    for (const patch of whole) {
      expect(middle(objectCol!, patch)).toBeCloseTo(0.4, 4);
      expect(middle(objectRow!, patch)).toBeCloseTo(0.63, 4);
    }
    expect(objectCol![0]).toBe(1);
  });

  it('give each object the number of those of its class and of all', () => {
    const classes = sceneLabels(SIDE, SIDE).count;
    for (const { scene, coverage, labels } of labelled) {
      const { stickers } = scene;
      coverage.forEach((shares, object) => {
        const alone = shares.findIndex((share) => share > 0.999);
        if (alone < 0) return;
        const same = stickers.filter(({ kind }) => kind === stickers[object]!.kind).length;
        expect(labels.count![alone * classes + same]).toBeCloseTo(1, 3);
        expect(labels.total![alone * classes + stickers.length]).toBe(1);
      });
    }
  });
});
