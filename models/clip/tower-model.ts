import type { Grid } from '../../src/anatomy';
import type { ModelFiles, Runtime } from '../../src/engine/architecture';
import { float32 } from '../../src/engine/dump';
import { feed, type Feeds } from '../../src/engine/feeds';
import type { TensorPool } from '../../src/engine/program';
import { Sessions } from '../../src/engine/sessions';
import type { ModelFacts } from '../../src/engine/types';
import { WEIGHTS_LOCATION } from '../../src/engine/weights';
import type { Preprocessing } from '../../src/image/config';
import type { Pixels } from '../../src/image/pixels';
import { preprocess, toPatches } from '../../src/image/preprocess';
import { preprocessingOf } from '../../src/image/stated';
import { WhylightError } from '../../src/tensor/error';
import { loadTokenizer, type Tokenizer } from '../../src/text/tokenizer';
import { checkTensors } from '../../src/weights/check-tensors';
import type { WeightsFile } from '../../src/weights/safetensors';
import type { TensorData } from '../../src/weights/safetensors-write';
import type { TensorTable } from '../../src/weights/table';
import { gridSide, type ClipConfig, type TowersConfig } from './config';
import { Embeddings, type ImageInput, type TextInput } from './inputs';

/** Makes feeds of images that keep equally many patches, and of equally long texts. */
export interface TowerEmbeddings {
  image(images: readonly ImageInput[]): Feeds;
  text(texts: readonly TextInput[]): Feeds;
}

/** Makes what turns texts and patches into a model's inputs. */
export type TowerInputs<Config, Lookup> = (
  files: ModelFiles,
  config: Config,
) => { readonly tokenizer: Tokenizer; readonly embeddings: Lookup };

/** What turns texts and patches into inputs of CLIP's own towers. */
export const clipInputs = ({ weights, tokenizer }: ModelFiles, config: ClipConfig) => ({
  tokenizer: loadTokenizer(tokenizer, { maxLength: config.text_config.max_position_embeddings }),
  embeddings: new Embeddings(weights, config),
});

/**
 * What every model with CLIP's two towers has on a runtime: tokenizer, embeddings, preprocessing, programs, and how
 * inputs become tensors.
 */
export class TowerModel<
  Config extends TowersConfig = ClipConfig,
  Lookup extends TowerEmbeddings = Embeddings,
> {
  readonly tokenizer: Tokenizer;
  readonly embeddings: Lookup;
  readonly preprocessing: Preprocessing;
  readonly sessions: Sessions;
  /** Patches a side. */
  readonly side: number;

  /**
   * @param expected name → shape of every tensor that the model's programs read
   * @param inputs what turns texts and patches into the programs' inputs; made when the tensors have been checked
   * @throws WhylightError ('model-broken') when the model's files do not fit each other
   */
  constructor(
    readonly files: ModelFiles,
    { ort, backend }: Runtime,
    readonly clip: Config,
    expected: TensorTable,
    inputs: TowerInputs<Config, Lookup>,
  ) {
    const { manifest, weights } = files;
    checkTensors(weights, expected);
    const { tokenizer, embeddings } = inputs(files, clip);
    this.tokenizer = tokenizer;
    this.embeddings = embeddings;
    if (this.tokenizer.vocabSize > clip.text_config.vocab_size) {
      throw new WhylightError(
        'model-broken',
        `The tokenizer of ${manifest.id} knows ${this.tokenizer.vocabSize} tokens and its model only ${clip.text_config.vocab_size}: get both files from one place.`,
      );
    }
    this.preprocessing = preprocessingOf(manifest.preprocessing);
    this.side = gridSide(clip.vision_config);
    this.sessions = new Sessions(ort, backend, { [WEIGHTS_LOCATION]: weights.bytes });
  }

  get weights(): WeightsFile {
    return this.files.weights;
  }

  get grid(): Grid {
    return { rows: this.side, cols: this.side };
  }

  /** Facts that hold for every model with two towers. */
  get facts(): Omit<ModelFacts, 'architecture' | 'answering' | 'offers' | 'blocks'> {
    const { manifest, sha256 } = this.files;
    const { text_config: text, vision_config: vision } = this.clip;
    return {
      id: manifest.id,
      name: manifest.name,
      sha256,
      licence: manifest.licence,
      answers: manifest.answers,
      grid: this.grid,
      imageSize: vision.image_size,
      maxTokens: text.max_position_embeddings,
      startLayers: this.depth,
      recommended: manifest.recommended,
      domain: manifest.domain,
      preprocessing: this.preprocessing,
    };
  }

  /** Layers of the deeper tower: what start layers count. */
  get depth(): number {
    const { text_config: text, vision_config: vision } = this.clip;
    return Math.max(text.num_hidden_layers, vision.num_hidden_layers);
  }

  /** Flattened patches of an image as the vision tower reads them, [N, 3p²]. */
  patchesOf(pixels: Pixels): Float32Array {
    const resized = preprocess(pixels, this.preprocessing);
    return toPatches(resized, this.clip.vision_config.patch_size, this.preprocessing);
  }

  /** Turns feeds into tensors of the runtime. */
  feed(pool: TensorPool, feeds: Feeds): void {
    feed(this.sessions.ort, pool, feeds);
  }

  /** `pixels` [3, H, W] and `input_ids` [T] as the towers got them, for dumps. */
  inputTensors(patches: Float32Array, ids: readonly number[]): TensorData[] {
    const { patch_size: side } = this.clip.vision_config;
    const width = this.side * side;
    return [
      float32('pixels', [3, width, width], planes(patches, this.side, side)),
      { name: 'input_ids', dtype: 'int64', shape: [ids.length], data: BigInt64Array.from(ids, BigInt) },
    ];
  }
}

/** Patches [N, 3·p·p] back to channel planes [3, H, W]. */
function planes(patches: Float32Array, grid: number, side: number): Float32Array {
  const width = grid * side;
  const out = new Float32Array(patches.length);
  patches.forEach((value, at) => {
    const x = at % side;
    const y = Math.floor(at / side) % side;
    const channel = Math.floor(at / side ** 2) % 3;
    const patch = Math.floor(at / (3 * side ** 2));
    const row = Math.floor(patch / grid) * side + y;
    out[(channel * width + row) * width + (patch % grid) * side + x] = value;
  });
  return out;
}
