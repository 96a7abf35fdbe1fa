import { lengthOf, readAt, streamOf, type Stream } from '../../src/anatomy';
import {
  opener,
  type ModelFiles,
  type OpenModel,
  type Reading,
  type Run,
  type Runtime,
  type Seen,
  type Subject,
} from '../../src/engine/architecture';
import { placeOf, type PlannedBlock } from '../../src/engine/planned-blocks';
import { float32, withoutBatch } from '../../src/engine/dump';
import type { Detail } from '../../src/engine/evidence';
import { feed } from '../../src/engine/feeds';
import type { Forward } from '../../src/engine/forward';
import { TensorPool, type Program } from '../../src/engine/program';
import { inputNames, Sessions } from '../../src/engine/sessions';
import type { ModelFacts } from '../../src/engine/types';
import { fileWeights, WEIGHTS_LOCATION } from '../../src/engine/weights';
import { squarePreprocessing } from '../../src/image/config';
import type { Pixels } from '../../src/image/pixels';
import { preprocess, toPatches } from '../../src/image/preprocess';
import type { Shortened } from '../../src/methods/probe';
import { WhylightError } from '../../src/tensor/error';
import { loadTokenizer, type Encoding, type Tokenizer } from '../../src/text/tokenizer';
import { checkTensors } from '../../src/weights/check-tensors';
import { sideOf, toyTensors, type ToyConfig } from './config';
import { jointFeeds } from './inputs';
import { toyPrograms, type ToyPrograms } from './network';
import { toy } from './';

/** The toy on a runtime. */
class OpenToy implements OpenModel {
  readonly facts: ModelFacts;
  readonly blocks: readonly PlannedBlock[];
  readonly sampleQuestion = 'what is this?';
  private readonly sessions: Sessions;
  private readonly tokenizer: Tokenizer;

  /** @throws WhylightError ('model-broken') when the model's files do not fit each other */
  constructor(
    private readonly files: ModelFiles,
    { ort, backend }: Runtime,
    private readonly config: ToyConfig,
  ) {
    const { manifest, weights, tokenizer, sha256 } = files;
    checkTensors(weights, toyTensors(config, manifest.answers.length));
    this.tokenizer = loadTokenizer(tokenizer, { maxLength: config.max_position_embeddings });
    this.sessions = new Sessions(ort, backend, { [WEIGHTS_LOCATION]: weights.bytes });
    this.blocks = this.programs('reduced').blocks;
    const { mean, std } = manifest.preprocessing;
    this.facts = {
      id: manifest.id,
      name: manifest.name,
      sha256,
      architecture: 'toy',
      licence: manifest.licence,
      answering: 'vocabulary',
      answers: manifest.answers,
      offers: ['attention', 'attention-gradients', 'importance', 'model-runs'],
      grid: { rows: sideOf(config), cols: sideOf(config) },
      imageSize: config.image_size,
      maxTokens: config.max_position_embeddings,
      blocks: this.blocks.map(placeOf),
      startLayers: config.num_hidden_layers,
      recommended: manifest.recommended,
      domain: manifest.domain,
      preprocessing: squarePreprocessing(config.image_size, [...mean], [...std]),
    };
  }

  /** Nothing depends on the image alone: words and patches meet in the first layer. */
  async see(pixels: Pixels): Promise<Seen> {
    const { preprocessing } = this.facts;
    const patches = toPatches(preprocess(pixels, preprocessing), this.config.patch_size, preprocessing);
    return { read: (question) => this.read(patches, question), dispose: () => undefined };
  }

  async forward(): Promise<Forward> {
    throw new WhylightError('bad-input', 'The toy is too small to be evaluated on a dataset.');
  }

  get backend() {
    return this.sessions.backend.provider;
  }

  async dispose(): Promise<void> {
    await this.sessions.dispose();
  }

  private async read(patches: Float32Array, question: string): Promise<Reading> {
    const encoding = this.tokenizer.encode(question);
    const pool = await this.answered(patches, encoding, [{}]);
    const subject = this.subject(patches, encoding, pool);
    return {
      vocabulary: this.facts.answers,
      logits: pool.get('logits')!.data as Float32Array,
      notices: [],
      subject: async () => subject,
      dispose: () => pool.dispose(),
    };
  }

  private subject(patches: Float32Array, encoding: Encoding, pool: TensorPool): Subject {
    const { blocks, facts } = this;
    const joint = jointStream(facts.grid, encoding);
    return {
      tokens: encoding.tokens,
      wordIds: encoding.wordIds,
      streams: [joint, streamOf('probe', [{ kind: 'queries', count: 1, label: 'pooling probe' }])],
      text: { stream: 'joint', from: 0 },
      readOuts: [readAt(blocks, 'joint', 0, lengthOf(joint)), readAt(blocks, 'probe', 0, 1)],
      attention: ({ attention }) => (attention === undefined ? undefined : pool.get(attention)),
      explain: async ({ c }, { detail }) => this.explained(patches, encoding, pool, c, detail),
      logits: async (runs) => {
        const shortened = await this.answered(patches, encoding, runs);
        try {
          return shortened.get('logits')!.data as Float32Array;
        } finally {
          shortened.dispose();
        }
      },
    };
  }

  private async explained(
    patches: Float32Array,
    encoding: Encoding,
    known: TensorPool,
    c: Float32Array,
    detail: Detail,
  ): Promise<Run> {
    const from = detail === 'reduced' ? known : await this.answered(patches, encoding, [{}], detail);
    const pool = new TensorPool(from);
    feed(this.sessions.ort, pool, { target: { shape: [1, c.length], data: c } });
    await (await this.program('explain', detail)).run(pool, pool);
    return {
      outputs: (name) => pool.get(name),
      tensors: () => [withoutBatch('logits', pool.get('logits')!), float32('target', [c.length], c)],
      dispose() {
        pool.dispose();
        if (from !== known) from.dispose();
      },
    };
  }

  private async answered(
    patches: Float32Array,
    encoding: Encoding,
    runs: readonly Shortened[],
    detail: Detail = 'reduced',
  ): Promise<TensorPool> {
    const pool = new TensorPool();
    feed(this.sessions.ort, pool, jointFeeds(this.config, this.files.weights, patches, encoding, runs));
    await (await this.program('answer', detail)).run(pool, pool);
    return pool;
  }

  private program(stage: 'answer' | 'explain', detail: Detail): Promise<Program> {
    return this.sessions.get(`${stage} ${detail}`, () => {
      const { answer, explain } = this.programs(detail);
      return stage === 'answer' ? { graph: answer, kept: inputNames(explain) } : { graph: explain };
    });
  }

  private programs(detail: Detail): ToyPrograms {
    const { manifest, weights } = this.files;
    return toyPrograms(this.config, manifest.answers.length, fileWeights(weights), detail);
  }
}

export const toyOpener = opener(
  toy,
  async (files, runtime) => new OpenToy(files, runtime, files.manifest.config),
);

/** Class token, words, end token, patches: one sequence. */
function jointStream(grid: ModelFacts['grid'], { tokens }: Encoding): Stream {
  return streamOf('joint', [
    { kind: 'special', count: 1, label: 'class token' },
    { kind: 'words', count: tokens.length - 2, label: 'text' },
    { kind: 'special', count: 1, label: tokens.at(-1)! },
    { kind: 'patches', count: grid.rows * grid.cols, grid, label: 'image' },
  ]);
}
