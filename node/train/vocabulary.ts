import { trainBpe } from '../../src/text/bpe';
import { createRandom, generateCaption, generateQuestions, generateScene } from '../../src/scene';

/** Scenes whose texts the tokenizer is made from; every word of the sticker world turns up in them many times. */
const SCENES = 20_000;

/** The sticker world's tokenizer: byte-level BPE over captions and questions of training scenes. */
export function sceneTokenizer(vocabSize: number, scenes = SCENES): unknown {
  return trainBpe(texts(scenes), { vocabSize, minFrequency: 20 });
}

function* texts(scenes: number): Generator<string> {
  for (let seed = 0; seed < scenes; seed++) {
    const scene = generateScene(seed, 'train');
    const random = createRandom(seed);
    for (const { text } of generateQuestions(scene, random, { count: 6 })) yield text;
    yield generateCaption(scene, random);
  }
}
