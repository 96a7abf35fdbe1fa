/** Thread that makes training examples, so that drawing scenes and running the network overlap. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadTokenizer } from '../../src/text/tokenizer';
import { loadAtlas } from '../library/atlas';
import { sceneExample, type SceneRecipe } from './sceneExample';
import { sceneOrder } from './sceneOrder';

const { recipe, seed, images, alike } = workerData as {
  recipe: SceneRecipe;
  seed: number;
  images: number;
  alike: boolean;
};
const port = parentPort!;
const atlas = await loadAtlas();
const tokenizer =
  recipe.tokenizer === undefined
    ? undefined
    : loadTokenizer(recipe.tokenizer, { maxLength: recipe.maxTokens });
const inTurn = (step: number) => Array.from({ length: images }, (_, i) => seed + step * images + i);
const scenesOf = alike ? sceneOrder(images, seed, recipe.split ?? 'train') : inTurn;

port.on('message', (step: number) => {
  const examples = scenesOf(step).map((scene) => sceneExample(scene, recipe, atlas, tokenizer));
  const buffers = examples.flatMap(({ patches, labels, covered }) => [
    patches.buffer,
    ...(covered ? [covered.buffer] : []),
    ...Object.values(labels).map((l) => l.buffer),
  ]);
  port.postMessage({ step, examples }, buffers as ArrayBuffer[]);
});
