import type { ModelFiles, Runtime } from '../../src/engine/architecture';
import type { PlannedBlock } from '../../src/engine/planned-blocks';
import type { Detail } from '../../src/engine/evidence';
import type { Feeds } from '../../src/engine/feeds';
import { TensorPool, type Program } from '../../src/engine/program';
import { inputNames } from '../../src/engine/sessions';
import { fileWeights } from '../../src/engine/weights';
import { readTensorF32 } from '../../src/weights/values';
import type { ClipConfig } from './config';
import type { ImageInput, TextInput } from './inputs';
import { textPrograms, visionPrograms, type Tower, type TowerPrograms } from './programs';
import { clipTensors } from './tensors';
import { TowerModel } from './tower-model';

const GRAPHS = { image: visionPrograms, text: textPrograms } as const;
export const TOWERS: readonly Tower[] = ['image', 'text'];

/** A CLIP without mapper on a runtime: the programs of its towers, made when they are first needed. */
export class ClipTowers extends TowerModel {
  /** exp(logit_scale), by which cosines become logits. */
  readonly scale: number;
  /** Blocks in forward order: the vision tower's, then the text tower's. */
  readonly blocks: readonly PlannedBlock[];

  /** @throws WhylightError ('model-broken') when the model's files do not fit each other */
  constructor(files: ModelFiles, runtime: Runtime, clip: ClipConfig) {
    super(files, runtime, clip, clipTensors(clip));
    this.scale = Math.exp(readTensorF32(files.weights, 'logit_scale')[0]!);
    this.blocks = TOWERS.flatMap((tower) => this.graphs(tower, 'reduced', 0).blocks);
  }

  forward(tower: Tower, detail: Detail): Promise<Program> {
    return this.sessions.get(`${tower} ${detail}`, () => {
      const { forward, backward } = this.graphs(tower, detail, 0);
      return { graph: forward, kept: inputNames(backward) };
    });
  }

  /** @param startLayer blocks of a lower depth get no gradient */
  backward(tower: Tower, detail: Detail, startLayer: number): Promise<Program> {
    const least = Math.min(...this.blocks.filter(({ query }) => query === tower).map(({ depth }) => depth!));
    // A shallower tower may be whole for several start layers.
    const from = startLayer <= least ? 0 : startLayer;
    return this.sessions.get(`${tower} ${detail} from ${from}`, () => ({
      graph: this.graphs(tower, detail, from).backward,
    }));
  }

  /** Feeds of the vision programs: those of `Embeddings.image`, and which token the embedding is read from. */
  imageFeeds(images: readonly ImageInput[]): Feeds {
    const feeds = this.embeddings.image(images);
    const [batch, tokens] = feeds['patches']!.shape as [number, number];
    const data = new Float32Array(batch * tokens);
    for (let b = 0; b < batch; b++) data[b * tokens] = 1;
    return { ...feeds, class_selector: { shape: [batch, 1, tokens], data } };
  }

  /** Unit-length embeddings of images that keep equally many patches, or of equally long texts. */
  async embed(tower: Tower, feeds: Feeds, rows: number): Promise<Float32Array[]> {
    const forward = await this.forward(tower, 'reduced');
    const pool = new TensorPool();
    try {
      this.feed(pool, feeds);
      const name = `${tower}_embedding`;
      await forward.run(pool, pool, [name]);
      return rowsOf((await pool.get(name)!.getData()) as Float32Array, rows);
    } finally {
      pool.dispose();
    }
  }

  embedImages(images: readonly ImageInput[]): Promise<Float32Array[]> {
    return this.embed('image', this.imageFeeds(images), images.length);
  }

  embedTexts(texts: readonly TextInput[]): Promise<Float32Array[]> {
    return this.embed('text', this.embeddings.text(texts), texts.length);
  }

  private graphs(tower: Tower, detail: Detail, startLayer: number): TowerPrograms {
    return GRAPHS[tower](this.clip, fileWeights(this.weights), { detail, startLayer });
  }
}

function rowsOf(data: Float32Array, rows: number): Float32Array[] {
  const width = data.length / rows;
  return Array.from({ length: rows }, (_, n) => data.slice(n * width, (n + 1) * width));
}
