import { createRandom, generateScene, tellScene } from '../../../src/scene';
import type { CaptionExample } from '../../../models/captioner/train/captions-task';
import type { ExampleSource } from '../../../src/train/batch';
import type { Tokenizer } from '../../../src/text/tokenizer';
import type { FeatureCache } from '../clip/cache';
import { sceneKey, type SceneRange } from './sceneFeatures';

/**
 * Scenes whose features are kept, each told anew whenever it comes: round after round over all of them, each round in an
 * order of its own. The same step always gets the same examples.
 */
export function captionSource(
  cache: FeatureCache,
  tokenizer: Tokenizer,
  { split, first, count }: SceneRange,
  { images, seed }: { readonly images: number; readonly seed: number },
): ExampleSource<CaptionExample> {
  const all = Array.from({ length: count }, (_, i) => first + i);
  let [round, order] = [-1, all];
  const sceneAt = (place: number): number => {
    const wanted = Math.floor(place / count);
    if (wanted !== round) [round, order] = [wanted, createRandom(seed * 1_000_003 + wanted).shuffle(all)];
    return order[place % count]!;
  };
  return {
    examples(step) {
      const random = createRandom(seed * 2_000_003 + step);
      const seeds = Array.from({ length: images }, (_, i) => sceneAt(step * images + i));
      return Promise.all(
        seeds.map(async (scene) => {
          const { text } = tellScene(generateScene(scene, split), random);
          return { image: await cache.get(sceneKey(split, scene)), caption: tokenizer.encode(text).ids };
        }),
      );
    },
    close: async () => undefined,
  };
}
