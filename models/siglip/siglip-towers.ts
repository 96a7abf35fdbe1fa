import { lengthOf, readAt, streamOf } from '../../src/anatomy';
import type { ModelFiles, Runtime } from '../../src/engine/architecture';
import type { Detail } from '../../src/engine/evidence';
import type { Feeds } from '../../src/engine/feeds';
import { fileWeights } from '../../src/engine/weights';
import { loadPieceTokenizer } from '../../src/text/pieces';
import type { Encoding } from '../../src/text/tokenizer';
import type { TensorData } from '../../src/weights/safetensors-write';
import type { ImageInput } from '../clip/inputs';
import type { Tower, TowerPrograms } from '../clip/tower-programs';
import { ZeroShotTowers } from '../clip/zero-shot-towers';
import type { SiglipConfig } from './config';
import { SiglipEmbeddings } from './inputs';
import { PROBE, textPrograms, visionPrograms } from './programs';
import { siglipTensors } from './tensors';

const GRAPHS = { image: visionPrograms, text: textPrograms } as const;

/** A SigLIP on a runtime. */
export class SiglipTowers extends ZeroShotTowers<SiglipConfig, SiglipEmbeddings> {
  readonly offers = ['attention', 'attention-gradients', 'importance', 'model-runs'] as const;

  /** @throws WhylightError ('model-broken') when the model's files do not fit each other */
  constructor(files: ModelFiles, runtime: Runtime, config: SiglipConfig) {
    super(files, runtime, config, { tensors: siglipTensors(config), inputs: siglipInputs, kind: 'sigmoid' });
  }

  imageFeeds(images: readonly ImageInput[]): Feeds {
    return this.embeddings.image(images);
  }

  /** The probe is a stream of its own, and read whole; the text is read at its last token, which is usually padding. */
  anatomy({ tokens }: Encoding) {
    const { grid, blocks } = this;
    const length = this.clip.text_config.max_position_embeddings;
    const image = streamOf('image', [
      { kind: 'patches', count: grid.rows * grid.cols, grid, label: 'image' },
    ]);
    const text = streamOf('text', [
      { kind: 'words', count: tokens.length - 1, label: 'text' },
      { kind: 'special', count: 1, label: tokens.at(-1)! },
      ...(tokens.length < length
        ? [{ kind: 'special' as const, count: length - tokens.length, label: 'padding' }]
        : []),
    ]);
    return {
      streams: [image, streamOf(PROBE, [{ kind: 'queries', count: 1, label: 'pooling probe' }]), text],
      readOuts: [readAt(blocks, PROBE, 0, 1), readAt(blocks, 'text', length - 1, lengthOf(text))],
    };
  }

  /** `input_ids` with the padding that the model reads. */
  override inputTensors(patches: Float32Array, ids: readonly number[]): TensorData[] {
    return super.inputTensors(patches, this.embeddings.paddedIds(ids));
  }

  protected graphs(tower: Tower, detail: Detail, startLayer: number): TowerPrograms {
    return GRAPHS[tower](this.clip, fileWeights(this.weights), { detail, startLayer });
  }
}

function siglipInputs({ weights, tokenizer: json }: ModelFiles, config: SiglipConfig) {
  const tokenizer = loadPieceTokenizer(json, { maxLength: config.text_config.max_position_embeddings });
  return { tokenizer, embeddings: new SiglipEmbeddings(weights, config, tokenizer.padding) };
}
