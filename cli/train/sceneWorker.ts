/** Thread that makes training examples, so that drawing scenes and running the network overlap. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadTokenizer } from '../../models/tokenizer/tokenizer';
import type { Example } from '../../models/train/batch';
import { loadAtlas } from '../atlas';
import { sceneExample, type SceneRecipe } from './sceneExample';

const { recipe, seed, images } = workerData as { recipe: SceneRecipe; seed: number; images: number };
const port = parentPort!;
const atlas = await loadAtlas();
const tokenizer =
  recipe.tokenizer === undefined
    ? undefined
    : loadTokenizer(recipe.tokenizer, { maxLength: recipe.maxTokens });

port.on('message', (step: number) => {
  const examples: Example[] = [];
  for (let i = 0; i < images; i++)
    examples.push(sceneExample(seed + step * images + i, recipe, atlas, tokenizer));
  const buffers = examples.flatMap(({ patches, labels, covered }) => [
    patches.buffer,
    ...(covered ? [covered.buffer] : []),
    ...Object.values(labels).map((l) => l.buffer),
  ]);
  port.postMessage({ step, examples }, buffers as ArrayBuffer[]);
});
