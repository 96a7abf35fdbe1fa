import { gridSide, type ClipConfig } from '../../models/clip/config';
import type { TensorTable } from '../../models/clip/tensors';
import { checkTensors } from '../weights/check-tensors';
import type { ModelFolder } from '../../models/hub/folder';
import { loadTokenizer, type Tokenizer } from '../text/tokenizer';
import type { Preprocessing } from '../image/config';
import { WhylightError } from '../tensor/error';
import { Embeddings, type Feeds } from './inputs';
import type { TensorPool } from './program';
import type { BackendOptions, Ort } from './runtime';

/** What every model with CLIP's two towers has on a runtime: tokeniser, embeddings, preprocessing, and how inputs become tensors. */
export class TowerModel {
  readonly tokenizer: Tokenizer;
  readonly embeddings: Embeddings;
  readonly preprocessing: Preprocessing;
  /** Patches a side. */
  readonly side: number;

  /**
   * @param expected name → shape of every tensor that the model's programs read
   * @throws WhylightError ('model-broken') when the folder's files do not fit each other
   */
  constructor(
    readonly ort: Ort,
    readonly folder: ModelFolder,
    readonly backend: BackendOptions,
    clip: ClipConfig,
    expected: TensorTable,
  ) {
    const { manifest, weights, tokenizer } = folder;
    checkTensors(weights, expected);
    this.tokenizer = loadTokenizer(tokenizer, { maxLength: clip.text_config.max_position_embeddings });
    if (this.tokenizer.vocabSize > clip.text_config.vocab_size) {
      throw new WhylightError(
        'model-broken',
        `The tokenizer of ${manifest.id} knows ${this.tokenizer.vocabSize} tokens and its model only ${clip.text_config.vocab_size}: get both files from one place.`,
      );
    }
    this.embeddings = new Embeddings(weights, clip);
    this.preprocessing = preprocessingOf(manifest.preprocessing);
    this.side = gridSide(clip.vision_config);
  }

  /** Turns feeds into tensors of the runtime. */
  feed(pool: TensorPool, feeds: Feeds): void {
    for (const [name, { data, shape }] of Object.entries(feeds)) {
      pool.add(name, new this.ort.Tensor('float32', data, shape));
    }
  }
}

function preprocessingOf({
  size,
  resize,
  mean,
  std,
}: ModelFolder['manifest']['preprocessing']): Preprocessing {
  const square = { width: size, height: size };
  const shape = resize === 'square' ? { resize: square } : { resize: { shortestEdge: size }, crop: square };
  return { ...shape, rescale: 1 / 255, mean, std };
}
