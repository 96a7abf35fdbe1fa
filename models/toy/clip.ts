import { clipTensors } from '../clip/tensors';
import { packFolder, type FolderFiles } from '../hub/folder-write';
import { float32ToFloat16 } from '../../src/weights/half';
import { MANIFEST_SCHEMA, TOKENIZER_FILE } from '../hub/manifest';
import type { TensorData } from '../../src/weights/safetensors-write';
import { trainBpe } from '../../src/text/bpe';
import { initialize } from '../../src/train/parameters';
import { toyConfig, type ToyOptions } from './clipmapper';
import { seededUniform } from './random';

const SENTENCES = [
  'a photo of a red cat',
  'there are two dogs',
  'the cat is not on the sofa',
  'what is this?',
];

/** The parts of a toy CLIP without mapper, as `toyClipmapper` makes them. */
export function toyClipParts(options: ToyOptions) {
  const uniform = seededUniform(options.seed);
  const tokenizer = trainBpe(SENTENCES, { vocabSize: 560 });
  const { clip } = toyConfig(options, Object.keys(tokenizer.model.vocab).length);
  const weights = initialize(clipTensors(clip), 1, uniform);
  for (const { shape, data } of weights.values()) {
    if (shape.length === 1) for (let i = 0; i < data.length; i++) data[i]! += 0.4 * uniform() - 0.2;
  }
  const tensors = [...weights].map(([name, { shape, data }]): TensorData => {
    const half = options.dtype === 'float16';
    return {
      name,
      dtype: half ? 'float16' : 'float32',
      shape,
      data: half ? float32ToFloat16(data) : data,
    };
  });
  return { clip, tokenizer, tensors };
}

/** A whole folder of a CLIP without mapper, with seeded random weights: small, and real in all but what it says. */
export function toyClip(options: ToyOptions): Promise<FolderFiles> {
  const { clip, tokenizer, tensors } = toyClipParts(options);
  return packFolder({
    manifest: {
      schema: MANIFEST_SCHEMA,
      id: `toy-clip-${options.seed}`,
      name: `Toy CLIP ${options.seed}`,
      architecture: 'clip',
      config: { clip },
      answers: [],
      tokenizer: TOKENIZER_FILE,
      preprocessing: {
        size: clip.vision_config.image_size,
        resize: 'shortest-edge',
        mean: [0.5, 0.4, 0.6],
        std: [0.25, 0.3, 0.2],
        resample: 'bicubic',
      },
      recommended: { startLayer: 1, importance: 'norm' },
      domain: 'photographs',
      licence: 'MIT',
      training: {},
      accuracy: {},
    },
    tensors,
    tokenizer,
  });
}
