/** What frozen towers see of many sticker scenes, computed once and kept. */
import type { Mapper } from '../../../models/clipmapper/mapper-model';
import type { MapperForward } from '../../../models/clipmapper/forward';
import { generateScene, renderScene, type Split } from '../../../src/scene';
import type { Atlas } from '../../../src/scene/atlas';
import type { FeatureCache } from '../clip/cache';

export interface SceneRange {
  readonly split: Split;
  readonly first: number;
  readonly count: number;
}

/** Scenes that the vision tower sees at once. */
const AT_ONCE = 8;

/** Key of a scene's features in a cache that belongs to one model. */
export const sceneKey = (split: Split, seed: number): string => `${split}.${seed}`;

/**
 * Adds the vision tower's last hidden states [T, d] of scenes, drawn at the size that the model sees, to a cache; those
 * that are there already are left as they are.
 */
export async function keepSceneFeatures(
  { mapper, forward }: { readonly mapper: Mapper; readonly forward: MapperForward },
  atlas: Atlas,
  cache: FeatureCache,
  { split, first, count }: SceneRange,
  onDone: (done: number) => void = () => undefined,
): Promise<void> {
  const size = mapper.clip.vision_config.image_size;
  const seeds = Array.from({ length: count }, (_, i) => first + i);
  const missing = seeds.filter((seed) => !cache.has(sceneKey(split, seed)));
  for (let at = 0; at < missing.length; at += AT_ONCE) {
    const now = missing.slice(at, at + AT_ONCE);
    const images = now.map((seed) => ({
      patches: mapper.patchesOf(renderScene(generateScene(seed, split), atlas, size)),
    }));
    const { tokens, width, data } = await forward.hidden(images);
    for (const [row, seed] of now.entries()) {
      const states = data.subarray(row * tokens * width, (row + 1) * tokens * width);
      await cache.add(sceneKey(split, seed), [tokens, width], states);
    }
    onDone(at + now.length);
  }
  await cache.flush();
}
