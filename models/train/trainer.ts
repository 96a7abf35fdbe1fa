import type { InferenceSession, Tensor as OrtTensor, TypedTensor } from 'onnxruntime-common';
import { lower } from '../../src/onnx/lower';
import { encodeModel } from '../../src/onnx/proto/codec';
import { argmax } from '../../src/tensor/argmax';
import { patchLength } from '../clip/config';
import type { ClipmapperConfig } from '../clipmapper/config';
import { AdamW, ADAMW_DEFAULTS, type AdamWOptions } from './adamw';
import {
  labelFeed,
  lookUp,
  padTexts,
  patchFeeds,
  scatterAdd,
  textFeeds,
  type Example,
  type Feed,
  type PaddedTexts,
} from './batch';
import { dropWords, keptPatches, type DropoutOptions } from './dropout';
import { stepProgram, type StepProgram, type StepShape } from './graphs';
import type { Parameters } from './parameters';
import { learningRate, type Schedule } from './schedule';

/** The part of onnxruntime that training needs; onnxruntime-node and onnxruntime-web both have it. */
export interface Runtime {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof OrtTensor;
}

export interface TrainOptions {
  readonly shape: StepShape;
  readonly schedule: Schedule;
  /** Factor on the learning rate of a parameter, by name; 0 freezes it. */
  readonly rateFactor: (name: string) => number;
  readonly lossWeights: Readonly<Record<string, number>>;
  readonly dropout: DropoutOptions;
  readonly adamw?: AdamWOptions;
  readonly threads?: number;
}

export interface StepReport {
  readonly step: number;
  readonly rate: number;
  readonly gradientNorm: number;
  /** `loss` and each part, e.g. `loss.answers`. */
  readonly losses: Readonly<Record<string, number>>;
  /** Share of the step's questions answered right; undefined without questions. */
  readonly accuracy?: number;
}

const TOKENS = 'text_model.embeddings.token_embedding.weight';
const POSITIONS = 'text_model.embeddings.position_embedding.weight';

/** Runs training steps of one kind (stage 1 or stage 2) on parameters that it updates in place. */
export class Trainer {
  readonly optimizer: AdamW;

  private constructor(
    private readonly runtime: Runtime,
    private readonly session: InferenceSession,
    private readonly program: StepProgram,
    private readonly config: ClipmapperConfig,
    private readonly answers: number,
    readonly parameters: Parameters,
    private readonly options: TrainOptions,
  ) {
    this.optimizer = new AdamW(parameters, options.adamw ?? ADAMW_DEFAULTS);
  }

  static async create(
    runtime: Runtime,
    config: ClipmapperConfig,
    answers: number,
    parameters: Parameters,
    options: TrainOptions,
  ): Promise<Trainer> {
    const program = stepProgram(config, answers, options.shape);
    for (const name of program.parameters) {
      if (!parameters.has(name))
        throw new Error(`The parameter ${name} is missing from what training starts with.`);
    }
    const session = await runtime.InferenceSession.create(encodeModel(lower(program.graph)), {
      ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
      // Lengths differ from step to step; remembering a plan for each would let memory grow.
      enableMemPattern: false,
    });
    return new Trainer(runtime, session, program, config, answers, parameters, options);
  }

  /** One step of training on the examples; `uniform` decides what is dropped. */
  async step(step: number, examples: readonly Example[], uniform: () => number): Promise<StepReport> {
    const { shape, schedule, rateFactor, dropout } = this.options;
    if (examples.length !== shape.images)
      throw new Error(`A step takes ${shape.images} images, got ${examples.length}.`);
    const patches = examples[0]!.patches.length / patchLength(this.config.clip.vision_config);
    const kept = keptPatches(shape.images, patches, dropout, uniform);
    const texts: Record<string, PaddedTexts> = {};
    if (shape.captions) texts.caption = padTexts(examples.map(({ caption }) => caption));
    if (shape.questions > 0) {
      texts.question = padTexts(
        examples.flatMap(({ questions }) => questions.map(({ ids }) => dropWords(ids, dropout, uniform))),
      );
    }
    const outputs = await this.session.run(this.tensors(this.feeds(examples, kept, texts)));
    const gradients = this.gradients(outputs, texts);
    const rate = learningRate(schedule, step);
    const gradientNorm = this.optimizer.update(gradients, (name) => rate * rateFactor(name));
    this.limitLogitScale();
    const losses = Object.fromEntries(
      Object.keys(outputs)
        .filter((name) => name.startsWith('loss'))
        .map((name) => [name, floats(outputs, name)[0]!]),
    );
    const report = { step, rate, gradientNorm, losses };
    if (shape.questions === 0) return report;
    const right = examples.flatMap(({ questions }) => questions.map(({ answer }) => answer));
    return { ...report, accuracy: accuracy(floats(outputs, 'logits'), right, this.answers) };
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private feeds(
    examples: readonly Example[],
    kept: readonly (readonly number[])[],
    texts: Record<string, PaddedTexts>,
  ): Record<string, Feed> {
    const { shape, lossWeights } = this.options;
    const { text_config: text, vision_config: vision } = this.config.clip;
    const feeds: Record<string, Feed> = patchFeeds(examples, kept, patchLength(vision));
    for (const [name, padded] of Object.entries(texts)) {
      feeds[`${name}_embeds`] = lookUp(
        padded,
        this.parameter(TOKENS),
        this.parameter(POSITIONS),
        text.hidden_size,
      );
      Object.assign(feeds, textFeeds(name, padded));
    }
    if (shape.captions) {
      feeds.identity = oneHot(
        Array.from({ length: shape.images }, (_, i) => i),
        shape.images,
      );
      const tokens = kept[0]!.length + 1;
      const selector = oneHot(new Array<number>(shape.images).fill(0), tokens);
      feeds.class_selector = { ...selector, shape: [shape.images, 1, tokens] };
    }
    for (const [head, classes] of Object.entries(shape.labels)) {
      feeds[`labels.${head}.targets`] = labelFeed(examples, kept, head, classes);
    }
    feeds['labels.scale'] = scalar(1 / (shape.images * kept[0]!.length));
    if (shape.questions > 0) {
      const right = examples.flatMap(({ questions }) => questions.map(({ answer }) => answer));
      feeds.answers = oneHot(right, this.answers);
    }
    for (const [name, weight] of Object.entries(lossWeights)) feeds[`weight.${name}`] = scalar(weight);
    for (const name of this.program.parameters) {
      const { shape: dims, data } = this.parameters.get(name)!;
      feeds[name] = { dtype: 'float32', shape: dims, data };
    }
    return feeds;
  }

  private tensors(feeds: Record<string, Feed>): Record<string, OrtTensor> {
    const wanted = new Set(this.session.inputNames);
    const entries = Object.entries(feeds).filter(([name]) => wanted.has(name));
    return Object.fromEntries(
      entries.map(([name, { dtype, data, shape }]) => [
        name,
        new this.runtime.Tensor(dtype, data as Float32Array, shape),
      ]),
    );
  }

  private gradients(
    outputs: InferenceSession.OnnxValueMapType,
    texts: Record<string, PaddedTexts>,
  ): Map<string, Float32Array> {
    const gradients = new Map(this.program.parameters.map((name) => [name, floats(outputs, `d ${name}`)]));
    const width = this.config.clip.text_config.hidden_size;
    if (Object.keys(texts).length === 0) return gradients;
    const tokens = new Float32Array(this.parameter(TOKENS).length);
    const positions = new Float32Array(this.parameter(POSITIONS).length);
    for (const [name, padded] of Object.entries(texts)) {
      scatterAdd(padded, floats(outputs, `d ${name}_embeds`), tokens, positions, width);
    }
    return gradients.set(TOKENS, tokens).set(POSITIONS, positions);
  }

  /** CLIP never scales similarities by more than 100 (Radford et al. 2021, section 2.5). */
  private limitLogitScale(): void {
    const scale = this.parameters.get('logit_scale')?.data;
    if (scale) scale[0] = Math.min(scale[0]!, Math.log(100));
  }

  private parameter(name: string): Float32Array {
    const found = this.parameters.get(name);
    if (!found) throw new Error(`The parameter ${name} is missing.`);
    return found.data;
  }
}

const floats = (outputs: InferenceSession.OnnxValueMapType, name: string): Float32Array => {
  const tensor = outputs[name] as TypedTensor<'float32'> | undefined;
  if (!tensor) throw new Error(`The training step gave no output ${name}.`);
  return tensor.data;
};

const scalar = (value: number): Feed => ({ dtype: 'float32', shape: [], data: new Float32Array([value]) });

function oneHot(indices: readonly number[], classes: number): Feed {
  const data = new Float32Array(indices.length * classes);
  indices.forEach((index, row) => (data[row * classes + index] = 1));
  return { dtype: 'float32', shape: [indices.length, classes], data };
}

/** Share of rows whose largest logit is the right one. */
export function accuracy(logits: Float32Array, right: readonly number[], classes: number): number {
  const hits = right.filter(
    (answer, row) => argmax(logits.subarray(row * classes, (row + 1) * classes)) === answer,
  );
  return hits.length / right.length;
}
