import type { ClipmapperConfig } from '../../models/clipmapper/config';
import { clipmapperPrograms, type ProgramBlock, type ProgramOptions } from '../../models/clipmapper/programs';
import { clipmapperTensors } from '../../models/clipmapper/tensors';
import type { ModelFolder } from '../../models/hub/folder';
import { WhylightError } from '../tensor/error';
import type { ImageInput, TextInput } from './inputs';
import { Program, TensorPool } from './program';
import type { BackendOptions, Ort } from './runtime';
import { TowerModel } from './tower-model';
import { fileWeights, WEIGHTS_LOCATION } from './weights';

/** The three programs of one level of detail, as sessions. */
export interface Sessions {
  readonly vision: Program;
  readonly answer: Program;
  readonly explain: Program;
  readonly blocks: readonly ProgramBlock[];
}

/** A CLIPmapper folder on a runtime: its programs, made when they are first needed. */
export class Model extends TowerModel {
  readonly config: ClipmapperConfig;
  private readonly sessions = new Map<string, Promise<Sessions>>();

  /** @throws WhylightError ('model-broken') when the folder holds no CLIPmapper, or files that do not fit each other */
  constructor(ort: Ort, folder: ModelFolder, backend: BackendOptions) {
    const config = configOf(folder);
    super(ort, folder, backend, config.clip, clipmapperTensors(config, folder.manifest.answers.length));
    this.config = config;
  }

  /** Sessions at a level of detail; the first call creates them. */
  programs(options: ProgramOptions): Promise<Sessions> {
    const key = JSON.stringify(options);
    const found = this.sessions.get(key);
    if (found) return found;
    const made = this.create(options);
    this.sessions.set(key, made);
    // A failed attempt (out of memory, say) is not remembered: a later one may succeed.
    made.catch(() => this.sessions.delete(key));
    return made;
  }

  /**
   * Logits [batch, answers] of images and questions in step. One image goes with all questions and one question with all
   * images: it is repeated, since the programs have one batch size, and ONNX Runtime plans its memory by that name.
   */
  async logits(images: readonly ImageInput[], texts: readonly TextInput[]): Promise<Float32Array> {
    const { vision, answer } = await this.programs({ detail: 'reduced' });
    const pool = new TensorPool();
    try {
      const size = Math.max(images.length, texts.length);
      this.feed(pool, this.embeddings.image(repeated(images, size)));
      this.feed(pool, this.embeddings.text(repeated(texts, size)));
      await vision.run(pool, pool);
      await answer.run(pool, pool);
      return pool.get('logits')!.data as Float32Array;
    } finally {
      pool.dispose();
    }
  }

  async dispose(): Promise<void> {
    const all = await Promise.allSettled(this.sessions.values());
    this.sessions.clear();
    for (const result of all) {
      if (result.status !== 'fulfilled') continue;
      const { vision, answer, explain } = result.value;
      for (const program of [vision, answer, explain]) await program.release();
    }
  }

  private async create(options: ProgramOptions): Promise<Sessions> {
    const { folder, ort, backend } = this;
    const graphs = clipmapperPrograms(
      this.config,
      folder.manifest.answers.length,
      fileWeights(folder.weights),
      options,
    );
    const files = { [WEIGHTS_LOCATION]: folder.weights.bytes };
    const read = (...readers: { inputs: readonly { name: string }[] }[]) =>
      new Set(readers.flatMap(({ inputs }) => inputs.map(({ name }) => name)));
    // One after another: each holds a copy of the graph while it is made.
    const vision = await Program.create(
      ort,
      graphs.vision,
      files,
      backend,
      read(graphs.answer, graphs.explain),
    );
    const answer = await Program.create(ort, graphs.answer, files, backend, read(graphs.explain));
    const explain = await Program.create(ort, graphs.explain, files, backend);
    return { vision, answer, explain, blocks: graphs.blocks };
  }
}

const repeated = <T>(items: readonly T[], size: number): readonly T[] =>
  items.length === size ? items : Array.from({ length: size }, () => items[0]!);

function configOf({ manifest }: ModelFolder): ClipmapperConfig {
  const { clip, mapper } = manifest.config;
  if (manifest.architecture === 'clipmapper' && mapper) return { clip, mapper };
  throw new WhylightError(
    'model-broken',
    `The model ${manifest.id} has no mapper, so it can't answer questions: choose a CLIPmapper.`,
  );
}
