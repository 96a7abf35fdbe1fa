import { tokensOfWords } from '../../src/anatomy';
import { identityMatrix, type Feeds } from '../../src/engine/feeds';
import { keptTokens } from '../../src/faithfulness';
import type { Shortened } from '../../src/methods/probe';
import type { Encoding } from '../../src/text/tokenizer';
import type { WeightsFile } from '../../src/weights/safetensors';
import { readRowF32, readTensorF32 } from '../../src/weights/values';
import { patchLengthOf, sideOf, type ToyConfig } from './config';

/**
 * Feeds of runs that are equally long: for each the words and patches that are left, in one sequence. Patches keep their
 * positions, words close up.
 * @param patches of the image, [N, 3p²]
 */
export function jointFeeds(
  config: ToyConfig,
  weights: WeightsFile,
  patches: Float32Array,
  { ids, wordIds }: Pick<Encoding, 'ids' | 'wordIds'>,
  runs: readonly Shortened[],
): Feeds {
  const { hidden_size: d } = config;
  const width = patchLengthOf(config);
  const positions = readTensorF32(weights, 'embeddings.position.weight');
  const patchPositions = readTensorF32(weights, 'embeddings.patch_position.weight');
  const everyPatch = Array.from({ length: sideOf(config) ** 2 }, (_, n) => n);
  const kept = runs.map((run) => ({
    words: run.words
      ? [...keptTokens(tokensOfWords(wordIds), run.words, ids.length)].map((token) => ids[token]!)
      : ids,
    patches: run.patches ?? everyPatch,
  }));
  const tokens = kept[0]!.words.length + kept[0]!.patches.length;
  const words = new Float32Array(runs.length * tokens * d);
  const pixels = new Float32Array(runs.length * tokens * width);
  const selector = new Float32Array(runs.length * tokens);
  kept.forEach((run, b) => {
    const first = b * tokens;
    selector[first] = 1;
    run.words.forEach((id, n) => {
      const token = readRowF32(weights, 'embeddings.token.weight', id);
      for (let i = 0; i < d; i++) words[(first + n) * d + i] = token[i]! + positions[n * d + i]!;
    });
    run.patches.forEach((patch, n) => {
      const row = first + run.words.length + n;
      words.set(patchPositions.subarray(patch * d, (patch + 1) * d), row * d);
      pixels.set(patches.subarray(patch * width, (patch + 1) * width), row * width);
    });
  });
  return {
    joint_words: { shape: [runs.length, tokens, d], data: words },
    joint_patches: { shape: [runs.length, tokens, width], data: pixels },
    class_selector: { shape: [runs.length, 1, tokens], data: selector },
    joint_identity: identityMatrix(tokens),
  };
}
