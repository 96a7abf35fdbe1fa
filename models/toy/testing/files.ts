/** The toy with seeded random weights, in memory. */
import * as ort from 'onnxruntime-node';
import type { ModelFiles, Runtime } from '../../../src/engine/architecture';
import { Model } from '../../../src/engine/model';
import { prng } from '../../../src/relevance/prng';
import { sizeOf } from '../../../src/tensor/tensor';
import { trainBpe } from '../../../src/text/bpe';
import { openSafetensors } from '../../../src/weights/safetensors';
import { writeSafetensors } from '../../../src/weights/safetensors-write';
import { toyOpener } from '../open';
import { toyTensors, type ToyConfig } from '../config';

export const ANSWERS = ['yes', 'no', 'red'];
const TEXTS = ['is the cat red?', 'what is this?', 'a photo of two cats'];

export const RUNTIME: Runtime = { ort, backend: { provider: 'cpu', threads: 1 } };

export function toyFiles(seed: number): ModelFiles & { readonly manifest: { readonly config: ToyConfig } } {
  const tokenizer = trainBpe(TEXTS, { vocabSize: 550 });
  const config: ToyConfig = {
    vocab_size: Object.keys(tokenizer.model.vocab).length,
    hidden_size: 12,
    intermediate_size: 20,
    num_hidden_layers: 3,
    num_attention_heads: 3,
    max_position_embeddings: 16,
    image_size: 24,
    patch_size: 8,
  };
  const random = prng(seed);
  const tensors = Object.entries(toyTensors(config, ANSWERS.length)).map(([name, shape]) => ({
    name,
    dtype: 'float32' as const,
    shape,
    // Norms near one, everything else around zero, none of it zero: mistakes would hide there.
    data: Float32Array.from(
      { length: sizeOf(shape) },
      () => (/norm\d?\.weight$/.test(name) ? 1 : 0) + 0.8 * (random.next() - 0.5),
    ),
  }));
  return {
    manifest: {
      id: `toy-joint-${seed}`,
      name: 'Joint toy',
      licence: 'MIT',
      config,
      answers: ANSWERS,
      preprocessing: { size: 24, resize: 'square', mean: [0.5, 0.4, 0.6], std: [0.25, 0.3, 0.2] },
      recommended: { startLayer: 0, importance: 'norm' },
      domain: 'stickers',
    },
    weights: openSafetensors(writeSafetensors(tensors)),
    tokenizer,
    sha256: '0'.repeat(64),
  };
}

export const openToy = async (seed: number): Promise<Model> =>
  new Model(await toyOpener.open(toyFiles(seed), RUNTIME));

/** A picture with something different in every patch. */
export function picture(side = 24) {
  const data = new Uint8ClampedArray(side * side * 4).map((_, i) => (i % 4 === 3 ? 255 : (i * 37) % 251));
  return { width: side, height: side, data };
}
