import type { InferenceSession, Tensor as OrtTensor, TypedTensor } from 'onnxruntime-common';
import { lower } from '../onnx/lower';
import { encodeModel } from '../onnx/proto/codec';
import { argmax } from '../tensor/argmax';
import type { Feed } from './batch';
import type { Parameters } from './parameters';
import type { StepMode } from './program';
import { scalarFeed, type StepInputs, type Task } from './task';

/** The part of onnxruntime that training needs; onnxruntime-node and onnxruntime-web both have it. */
export interface Ort {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: typeof OrtTensor;
}

export interface SessionOptions {
  /** Factor of each loss in `loss`, by its name: `answers`, `contrastive`, `labels`. */
  readonly lossWeights: Readonly<Record<string, number>>;
  readonly threads?: number;
}

export interface StepResult {
  readonly inputs: StepInputs;
  /** A named output's numbers. @throws Error when the program has no such output */
  readonly output: (name: string) => Float32Array;
  /** `loss` and each part, e.g. `loss.answers`. */
  readonly losses: Readonly<Record<string, number>>;
  /** For each question, in order, whether the largest logit is the right answer's. */
  readonly hits: readonly boolean[];
}

/** A task's program on a runtime. */
export class StepSession<E> {
  private constructor(
    private readonly ort: Ort,
    private readonly session: InferenceSession,
    private readonly task: Task<E>,
    /** Parameters that the program differentiates (`train`) or reads (`evaluate`). */
    readonly parameters: readonly string[],
    private readonly lossWeights: Readonly<Record<string, number>>,
  ) {}

  static async create<E>(
    ort: Ort,
    task: Task<E>,
    mode: StepMode,
    { lossWeights, threads }: SessionOptions,
  ): Promise<StepSession<E>> {
    const { graph, parameters } = task.program(mode);
    const session = await ort.InferenceSession.create(encodeModel(lower(graph)), {
      ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      // Lengths differ from step to step; remembering a plan for each would let memory grow.
      enableMemPattern: false,
      // Threads that spin while they wait gain nothing here and take the time of whatever else runs on the machine.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
    return new StepSession(ort, session, task, parameters, lossWeights);
  }

  /** Runs the program; `uniform` decides what is left out, nothing when undefined. */
  async run(
    examples: readonly E[],
    parameters: Parameters,
    uniform: (() => number) | undefined,
  ): Promise<StepResult> {
    const { images, answers } = this.task;
    if (examples.length !== images) throw new Error(`A step takes ${images} images, got ${examples.length}.`);
    const inputs = this.task.inputs(examples, parameters, uniform);
    const tensors = this.session.inputNames.map((name) => {
      const { dtype, data, shape } = this.feed(name, inputs, parameters);
      return [name, new this.ort.Tensor(dtype, data as Float32Array, shape)] as const;
    });
    const outputs = await this.session.run(Object.fromEntries(tensors));
    const output = (name: string): Float32Array => {
      const tensor = outputs[name] as TypedTensor<'float32'> | undefined;
      if (!tensor) throw new Error(`The training step gave no output ${name}.`);
      return tensor.data;
    };
    const names = Object.keys(outputs).filter((name) => name === 'loss' || name.startsWith('loss.'));
    const losses = Object.fromEntries(names.map((name) => [name, output(name)[0]!]));
    const hits = inputs.answers.length === 0 ? [] : hitsOf(output('logits'), inputs.answers, answers);
    return { inputs, output, losses, hits };
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private feed(name: string, { feeds }: StepInputs, parameters: Parameters): Feed {
    const parameter = parameters.get(name);
    if (parameter) return { dtype: 'float32', ...parameter };
    const weight = name.startsWith('weight.') ? this.lossWeights[name.slice(7)] : undefined;
    if (weight !== undefined) return scalarFeed(weight);
    const feed = feeds[name];
    if (!feed) throw new Error(`The training step needs ${name}, which nothing gives.`);
    return feed;
  }
}

function hitsOf(logits: Float32Array, right: readonly number[], classes: number): boolean[] {
  return right.flatMap((answer, row) =>
    answer < 0 ? [] : [argmax(logits.subarray(row * classes, (row + 1) * classes)) === answer],
  );
}
