import type { ClipConfig } from '../../models/clip/config';
import { clipTensors } from '../../models/clip/tensors';
import type { ProgramBlock } from '../../models/clipmapper/programs';
import type { ModelFolder } from '../../models/hub/folder';
import { readTensorF32 } from '../weights/values';
import {
  textPrograms,
  visionPrograms,
  type TowerOptions,
  type TowerPrograms,
} from '../../models/clip/programs';
import type { Stream } from '../relevance/types';
import type { Feeds, ImageInput } from './inputs';
import { Program } from './program';
import type { BackendOptions, Ort } from './runtime';
import { TowerModel } from './tower-model';
import { fileWeights, WEIGHTS_LOCATION } from './weights';

/** One tower's programs as sessions. */
export interface TowerSessions {
  readonly forward: Program;
  readonly backward: Program;
}

const GRAPHS = { image: visionPrograms, text: textPrograms } as const;

/** A CLIP without mapper on a runtime: the programs of its towers, made when they are first needed. */
export class ClipModel extends TowerModel {
  readonly config: { readonly clip: ClipConfig };
  /** exp(logit_scale), by which cosines become logits. */
  readonly scale: number;
  /** Blocks in forward order: the vision tower's, then the text tower's. */
  readonly blocks: readonly ProgramBlock[];
  private readonly sessions = new Map<string, Promise<Program>>();

  /** @throws WhylightError ('model-broken') when the folder's files do not fit each other */
  constructor(ort: Ort, folder: ModelFolder, backend: BackendOptions) {
    const { clip } = folder.manifest.config;
    super(ort, folder, backend, clip, clipTensors(clip));
    this.config = { clip };
    this.scale = Math.exp(readTensorF32(folder.weights, 'logit_scale')[0]!);
    const reduced = (stream: Stream) => this.graphs(stream, { detail: 'reduced' }).blocks;
    this.blocks = [...reduced('image'), ...reduced('text')];
  }

  /** Layers of the deeper tower: what `startLayer` counts. */
  get depth(): number {
    const { text_config: text, vision_config: vision } = this.config.clip;
    return Math.max(text.num_hidden_layers, vision.num_hidden_layers);
  }

  /** How many blocks deeper the deeper tower is than this one. */
  lag(stream: Stream): number {
    const { text_config: text, vision_config: vision } = this.config.clip;
    return this.depth - { text, image: vision }[stream].num_hidden_layers;
  }

  forward(stream: Stream, detail: TowerOptions['detail']): Promise<Program> {
    return this.session(`${stream} ${detail}`, () => {
      const { forward, backward } = this.graphs(stream, { detail });
      return this.create(forward, new Set(backward.inputs.map(({ name }) => name)));
    });
  }

  /** @param startLayer counted as `depth` is */
  backward(stream: Stream, detail: TowerOptions['detail'], startLayer: number): Promise<Program> {
    const first = Math.max(0, startLayer - this.lag(stream));
    return this.session(`${stream} ${detail} from ${first}`, () =>
      this.create(this.graphs(stream, { detail, startLayer: first }).backward),
    );
  }

  /** Feeds of the vision programs: those of `Embeddings.image`, and which token the embedding is read from. */
  imageFeeds(images: readonly ImageInput[]): Feeds {
    const feeds = this.embeddings.image(images);
    const [batch, tokens] = feeds['patches']!.shape as [number, number];
    const data = new Float32Array(batch * tokens);
    for (let b = 0; b < batch; b++) data[b * tokens] = 1;
    return { ...feeds, class_selector: { shape: [batch, 1, tokens], data } };
  }

  async dispose(): Promise<void> {
    const all = await Promise.allSettled(this.sessions.values());
    this.sessions.clear();
    for (const result of all) if (result.status === 'fulfilled') await result.value.release();
  }

  private graphs(stream: Stream, options: TowerOptions): TowerPrograms {
    return GRAPHS[stream](this.config.clip, fileWeights(this.folder.weights), options);
  }

  private create(graph: TowerPrograms['forward'], kept?: ReadonlySet<string>): Promise<Program> {
    const files = { [WEIGHTS_LOCATION]: this.folder.weights.bytes };
    return Program.create(this.ort, graph, files, this.backend, kept);
  }

  private session(key: string, make: () => Promise<Program>): Promise<Program> {
    const found = this.sessions.get(key);
    if (found) return found;
    const made = make();
    this.sessions.set(key, made);
    // A failed attempt (out of memory, say) is not remembered: a later one may succeed.
    made.catch(() => this.sessions.delete(key));
    return made;
  }
}
