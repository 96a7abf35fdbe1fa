import { gridSide } from '../../models/clip/config';
import type { ClipmapperConfig } from '../../models/clipmapper/config';
import { clipmapperPrograms, type ProgramBlock, type ProgramOptions } from '../../models/clipmapper/programs';
import { clipmapperTensors } from '../../models/clipmapper/tensors';
import { checkTensors } from '../../models/hub/check-tensors';
import type { ModelFolder } from '../../models/hub/folder';
import { loadTokenizer, type Tokenizer } from '../../models/tokenizer/tokenizer';
import type { Preprocessing } from '../image/config';
import { WhylightError } from '../tensor/error';
import { Embeddings, type Feeds } from './inputs';
import type { TensorPool } from './program';
import { Program } from './program';
import type { BackendOptions, Ort } from './runtime';
import { fileWeights, WEIGHTS_LOCATION } from './weights';

/** The three programs of one level of detail, as sessions. */
export interface Sessions {
  readonly vision: Program;
  readonly answer: Program;
  readonly explain: Program;
  readonly blocks: readonly ProgramBlock[];
}

/** A CLIPmapper folder on a runtime: its programs, made when they are first needed, and how inputs become tensors. */
export class Model {
  readonly config: ClipmapperConfig;
  readonly tokenizer: Tokenizer;
  readonly embeddings: Embeddings;
  readonly preprocessing: Preprocessing;
  readonly side: number;
  private readonly sessions = new Map<string, Promise<Sessions>>();

  constructor(
    readonly ort: Ort,
    readonly folder: ModelFolder,
    readonly backend: BackendOptions,
  ) {
    const { manifest, weights } = folder;
    const { clip, mapper } = manifest.config;
    if (manifest.architecture !== 'clipmapper' || !mapper) {
      throw new WhylightError(
        'model-broken',
        `The model ${manifest.id} has no mapper, so it can't answer questions: choose a CLIPmapper.`,
      );
    }
    this.config = { clip, mapper };
    checkTensors(weights, clipmapperTensors(this.config, manifest.answers.length));
    this.tokenizer = loadTokenizer(folder.tokenizer, { maxLength: clip.text_config.max_position_embeddings });
    if (this.tokenizer.vocabSize > clip.text_config.vocab_size) {
      throw new WhylightError(
        'model-broken',
        `The tokenizer of ${manifest.id} knows ${this.tokenizer.vocabSize} tokens and its model only ${clip.text_config.vocab_size}: get both files from one place.`,
      );
    }
    this.embeddings = new Embeddings(weights, this.config.clip);
    this.preprocessing = preprocessingOf(manifest.preprocessing);
    this.side = gridSide(this.config.clip.vision_config);
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

  /** Turns feeds into tensors of the runtime. */
  feed(pool: TensorPool, feeds: Feeds): void {
    for (const [name, { data, shape }] of Object.entries(feeds)) {
      pool.add(name, new this.ort.Tensor('float32', data, shape));
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
