import type { ReadOut, Stream } from '../../src/anatomy';
import type { ModelFiles, Runtime } from '../../src/engine/architecture';
import type { Detail } from '../../src/engine/evidence';
import type { Feeds } from '../../src/engine/feeds';
import type { PlannedBlock } from '../../src/engine/planned-blocks';
import { TensorPool, type Program } from '../../src/engine/program';
import { inputNames } from '../../src/engine/sessions';
import type { ModelFacts } from '../../src/engine/types';
import { readTensorF32 } from '../../src/weights/values';
import type { TensorTable } from '../../src/weights/table';
import type { Encoding } from '../../src/text/tokenizer';
import type { TowersConfig } from './config';
import type { ImageInput, TextInput } from './inputs';
import type { Scoring } from './score';
import { TowerModel, type TowerEmbeddings, type TowerInputs } from './tower-model';
import type { Tower, TowerPrograms } from './tower-programs';

export const TOWERS: readonly Tower[] = ['image', 'text'];

export interface ZeroShotParts<Config, Lookup> {
  /** Name → shape of every tensor. */
  readonly tensors: TensorTable;
  readonly inputs: TowerInputs<Config, Lookup>;
  /** How logits become probabilities; a sigmoid's have a bias, `logit_bias`. */
  readonly kind: Scoring['kind'];
}

/** Two towers whose embeddings are compared, on a runtime: programs are made when they are first needed. */
export abstract class ZeroShotTowers<
  Config extends TowersConfig = TowersConfig,
  Lookup extends TowerEmbeddings = TowerEmbeddings,
> extends TowerModel<Config, Lookup> {
  readonly scoring: Scoring;
  /** Blocks in forward order: the vision tower's, then the text tower's. */
  readonly blocks: readonly PlannedBlock[];
  abstract readonly offers: ModelFacts['offers'];

  /** @throws WhylightError ('model-broken') when the model's files do not fit each other */
  constructor(
    files: ModelFiles,
    runtime: Runtime,
    config: Config,
    { tensors, inputs, kind }: ZeroShotParts<Config, Lookup>,
  ) {
    super(files, runtime, config, tensors, inputs);
    const number = (name: string) => readTensorF32(files.weights, name)[0]!;
    const bias = kind === 'sigmoid' ? number('logit_bias') : 0;
    this.scoring = { kind, scale: Math.exp(number('logit_scale')), bias };
    this.blocks = TOWERS.flatMap((tower) => this.graphs(tower, 'reduced', 0).blocks);
  }

  /** The programs of one tower. */
  protected abstract graphs(tower: Tower, detail: Detail, startLayer: number): TowerPrograms;

  /** Feeds of the vision programs. */
  abstract imageFeeds(images: readonly ImageInput[]): Feeds;

  /** What the towers' tokens stand for, and where the embeddings are read from them. */
  abstract anatomy(encoding: Encoding): {
    readonly streams: readonly Stream[];
    readonly readOuts: readonly ReadOut[];
  };

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
}

function rowsOf(data: Float32Array, rows: number): Float32Array[] {
  const width = data.length / rows;
  return Array.from({ length: rows }, (_, n) => data.slice(n * width, (n + 1) * width));
}
