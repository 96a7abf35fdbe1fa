/** Foreign models of one file, opened: classifiers of images and of texts, and models that answer about an image. */
import { firstPart } from '../../src/anatomy';
import type { Choices } from '../../src/ask/asked';
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
import { float32 } from '../../src/engine/dump';
import type { Detail } from '../../src/engine/evidence';
import type { Forward } from '../../src/engine/forward';
import { placeOf, type PlannedBlock } from '../../src/engine/planned-blocks';
import { TensorPool } from '../../src/engine/program';
import type { ModelFacts } from '../../src/engine/types';
import type { Pixels } from '../../src/image/pixels';
import { preprocessingOf } from '../../src/image/stated';
import { readOnnx, type ForeignModel } from '../../src/import';
import type { Shortened } from '../../src/methods/probe';
import { WhylightError } from '../../src/tensor/error';
import { loadAnyTokenizer, type AnyEncoding, type AnyTokenizer } from '../../src/text/any';
import { readsText, seesImage, type ImportedConfig } from './config';
import { Foreign, type ForeignFeed } from './foreign';
import { feedsFor, IMAGE_INPUTS, TEXT_INPUTS, type Given } from './inputs';
import { keepPatches, pixelValues, type PixelValues } from './pixels';
import { importSource } from './source';
import { imported } from './';

/** Graphs of different text lengths that are kept; the oldest goes first. */
const KEPT = 6;

class OpenImported implements OpenModel {
  readonly facts: ModelFacts;
  readonly blocks: readonly PlannedBlock[];
  readonly sampleQuestion: string;
  private readonly onnx: ForeignModel;
  private readonly tokenizer: AnyTokenizer | undefined;
  private readonly target: string;
  private readonly programs = new Map<string, Foreign>();

  /** @throws WhylightError or AnatomyError naming what cannot be imported or followed */
  constructor(
    private readonly files: ModelFiles,
    private readonly runtime: Runtime,
    private readonly config: ImportedConfig,
  ) {
    const { manifest, weights, tokenizer, sha256 } = files;
    this.onnx = readOnnx(weights.bytes);
    this.tokenizer = readsText(config) ? loadAnyTokenizer(tokenizer, config.maxTokens) : undefined;
    this.sampleQuestion = this.tokenizer ? 'what is this?' : '';
    this.target = this.targetName();
    const sample = this.given(greyImage(config), this.tokenizer?.encode(this.sampleQuestion));
    const { plan } = this.program(feedsFor(this.onnx, sample), 'reduced');
    this.blocks = plan.blocks;
    const grid = firstPart(plan.anatomy.streams, 'patches')?.part.grid;
    const weighs = plan.blocks.every(({ pooling, importances }) => pooling || importances.includes('norm'));
    this.facts = {
      id: manifest.id,
      name: manifest.name,
      sha256,
      architecture: 'imported',
      licence: manifest.licence,
      answering: 'vocabulary',
      answers: manifest.answers,
      asks: readsText(config) ? 'question' : 'nothing',
      offers: [
        'attention',
        'attention-gradients',
        ...(weighs ? (['importance'] as const) : []),
        'model-runs',
      ],
      grid: grid ?? { rows: 1, cols: 1 },
      imageSize: config.image?.width ?? 1,
      maxTokens: config.maxTokens ?? 0,
      blocks: plan.blocks.map(placeOf),
      startLayers: 1 + Math.max(...plan.blocks.map(({ depth }) => depth ?? 0)),
      recommended: manifest.recommended,
      domain: manifest.domain,
      preprocessing: preprocessingOf(manifest.preprocessing),
    };
  }

  get backend() {
    return this.runtime.backend.provider;
  }

  async see(pixels: Pixels): Promise<Seen> {
    const image = seesImage(this.config) ? pixelValues(pixels, this.facts.preprocessing) : undefined;
    return {
      read: (question, choices) => this.read(image, question, choices),
      dispose: () => undefined,
    };
  }

  forward(): Promise<Forward> {
    return Promise.reject(
      new WhylightError('bad-input', 'Imported models cannot be evaluated on a dataset yet.'),
    );
  }

  async dispose(): Promise<void> {
    for (const program of this.programs.values()) await program.dispose();
    this.programs.clear();
  }

  private async read(
    image: PixelValues | undefined,
    question: string,
    choices: Choices | undefined,
  ): Promise<Reading> {
    if (choices !== undefined)
      throw new WhylightError(
        'bad-input',
        `The model ${this.facts.name} answers with its own ${this.facts.answers.length} labels, so no candidates can be given.`,
      );
    const text = this.tokenizer?.encode(question);
    const given = this.given(image, text);
    const pool = new TensorPool();
    const program = await this.run(given, 'reduced', pool);
    const logits = Float32Array.from(program.target(pool));
    this.checkLogits(logits);
    const subject = this.subject(given, text, program, pool);
    return {
      vocabulary: this.facts.answers,
      logits,
      notices: text?.truncated
        ? [`The question was cut at ${this.facts.maxTokens} tokens, the most this model reads.`]
        : [],
      subject: () => Promise.resolve(subject),
      dispose: () => pool.dispose(),
    };
  }

  private subject(given: Given, text: AnyEncoding | undefined, program: Foreign, pool: TensorPool): Subject {
    const { streams } = program.plan.anatomy;
    const words = firstPart(streams, 'words');
    return {
      tokens: text?.tokens ?? [],
      wordIds: text?.wordIds ?? [],
      streams,
      text: words ? { stream: words.stream.id, from: words.part.from } : { stream: streams[0]!.id, from: 0 },
      readOuts: [],
      attention: ({ attention }) => (attention === undefined ? undefined : pool.get(attention)),
      explain: ({ c }, { detail }) => this.explained(given, program, pool, c, detail),
      logits: (runs) => this.shortened(given, runs),
    };
  }

  private async explained(
    given: Given,
    known: Foreign,
    forward: TensorPool,
    c: Float32Array,
    detail: Detail,
  ): Promise<Run> {
    const isReduced = detail === 'reduced';
    const pool = new TensorPool(isReduced ? forward : undefined);
    const program = isReduced ? known : await this.run(given, 'full', pool);
    await program.explain(pool, c);
    return {
      outputs: (name) => pool.get(name),
      ...(isReduced ? { readOuts: program.readOuts(pool) } : {}),
      tensors: () => [float32('logits', [c.length], program.target(pool)), float32('target', [c.length], c)],
      dispose: () => pool.dispose(),
    };
  }

  /** Patches left out are set to the mean colour; words are hidden by the model's own attention mask. */
  private async shortened(given: Given, runs: readonly Shortened[]): Promise<Float32Array> {
    const { answers, grid } = this.facts;
    const all = new Float32Array(runs.length * answers.length);
    const wordIds = given.text?.wordIds ?? [];
    for (const [n, { patches, words }] of runs.entries()) {
      const kept = words && new Set(words);
      const pool = new TensorPool();
      const program = await this.run(
        {
          ...given,
          ...(patches && given.pixels ? { pixels: keepPatches(given.pixels, patches, grid) } : {}),
          ...(kept ? { hidden: new Set(wordIds.filter((word) => word >= 0 && !kept.has(word))) } : {}),
        },
        'reduced',
        pool,
      );
      all.set(program.target(pool), n * answers.length);
      pool.dispose();
    }
    return all;
  }

  private given(pixels: PixelValues | undefined, text: AnyEncoding | undefined): Given {
    return { pixels, text };
  }

  /** Runs everything before the explanation. */
  private async run(given: Given, detail: Detail, pool: TensorPool): Promise<Foreign> {
    const feeds = feedsFor(this.onnx, given);
    const program = this.program(feeds, detail);
    for (let stage = 0; stage < program.stages; stage++) await program.run(stage, pool, feeds);
    return program;
  }

  /** The programs for inputs of these shapes. */
  private program(feeds: Readonly<Record<string, ForeignFeed>>, detail: Detail): Foreign {
    const shapes = Object.fromEntries(Object.entries(feeds).map(([name, { shape }]) => [name, shape]));
    const key = `${detail} ${JSON.stringify(shapes)}`;
    const found = this.programs.get(key);
    if (found) return found;
    const { weights, beside } = this.files;
    const source = importSource(
      [
        {
          model: this.onnx,
          location: 'model.onnx',
          bytes: weights.bytes,
          ...(beside ? { beside } : {}),
          prefix: '',
        },
      ],
      { shapes, outputs: [this.target] },
    );
    const made = Foreign.plan(this.runtime, source, {
      target: this.target,
      groups: [
        { name: 'see', inputs: IMAGE_INPUTS },
        { name: 'read', inputs: TEXT_INPUTS },
      ],
      detail,
    });
    this.programs.set(key, made);
    if (this.programs.size > KEPT) this.forget();
    return made;
  }

  private forget(): void {
    const [oldest, program] = this.programs.entries().next().value!;
    this.programs.delete(oldest);
    void program.dispose();
  }

  /** `logits`, or the only output in numbers. */
  private targetName(): string {
    const outputs = this.onnx.graph.outputs.map(({ name }) => name);
    if (outputs.includes('logits')) return 'logits';
    if (outputs.length === 1) return outputs[0]!;
    throw new WhylightError(
      'model-broken',
      `The model has the outputs ${outputs.slice(0, 8).join(', ')}, and none is called logits, as a classifier's is.`,
    );
  }

  private checkLogits(logits: Float32Array): void {
    if (logits.length !== this.facts.answers.length)
      throw new WhylightError(
        'model-broken',
        `The model gives ${logits.length} logits, and its config.json names ${this.facts.answers.length} labels.`,
      );
    if (!logits.every(Number.isFinite))
      throw new WhylightError(
        'model-broken',
        'The model gives logits that are no finite numbers; its weights are damaged.',
      );
  }
}

function greyImage({ image }: ImportedConfig): PixelValues | undefined {
  return image && { ...image, data: new Float32Array(3 * image.height * image.width) };
}

export const importedOpener = opener(
  imported,
  // A refusal while the graph is looked at is the promise's.
  async (files, runtime) => new OpenImported(files, runtime, files.manifest.config),
);
