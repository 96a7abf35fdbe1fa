import type { ModelFiles, Runtime } from '../../src/engine/architecture';
import type { Detail } from '../../src/engine/evidence';
import type { Feeds } from '../../src/engine/feeds';
import { fileWeights } from '../../src/engine/weights';
import type { Encoding } from '../../src/text/tokenizer';
import { readAt } from '../../src/anatomy';
import type { ClipConfig } from './config';
import type { Embeddings, ImageInput } from './inputs';
import { textPrograms, visionPrograms } from './programs';
import { clipTensors } from './tensors';
import { imageStream, readAtEnd, textStream } from './texts';
import { clipInputs } from './tower-model';
import type { Tower, TowerPrograms } from './tower-programs';
import { ZeroShotTowers } from './zero-shot-towers';

const GRAPHS = { image: visionPrograms, text: textPrograms } as const;

/** A CLIP without mapper on a runtime. */
export class ClipTowers extends ZeroShotTowers<ClipConfig, Embeddings> {
  readonly offers = [
    'attention',
    'attention-gradients',
    'importance',
    'last-block-values',
    'model-runs',
  ] as const;

  /** @throws WhylightError ('model-broken') when the model's files do not fit each other */
  constructor(files: ModelFiles, runtime: Runtime, config: ClipConfig) {
    super(files, runtime, config, { tensors: clipTensors(config), inputs: clipInputs, kind: 'softmax' });
  }

  /** Those of `Embeddings.image`, and which token the embedding is read from. */
  imageFeeds(images: readonly ImageInput[]): Feeds {
    const feeds = this.embeddings.image(images);
    const [batch, tokens] = feeds['patches']!.shape as [number, number];
    const data = new Float32Array(batch * tokens);
    for (let b = 0; b < batch; b++) data[b * tokens] = 1;
    return { ...feeds, class_selector: { shape: [batch, 1, tokens], data } };
  }

  /** Read at the class token, and at the end token. */
  anatomy(encoding: Encoding) {
    const image = imageStream(this.grid);
    return {
      streams: [image, textStream(encoding)],
      readOuts: [readAt(this.blocks, 'image', 0, image.parts.at(-1)!.to), readAtEnd(this.blocks, encoding)],
    };
  }

  protected graphs(tower: Tower, detail: Detail, startLayer: number): TowerPrograms {
    return GRAPHS[tower](this.clip, fileWeights(this.weights), { detail, startLayer });
  }
}
