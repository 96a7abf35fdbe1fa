import { AdamW, ADAMW_DEFAULTS, type AdamWOptions } from './adamw';
import { scatterAdd } from './batch';
import { parameterOf, type Parameters } from './parameters';
import { learningRate, type Schedule } from './schedule';
import { StepSession, type Ort, type SessionOptions, type StepResult } from './session';
import type { Task } from './task';

export interface TrainOptions extends SessionOptions {
  readonly schedule: Schedule;
  /** Factor on the learning rate of a parameter, by name; 0 freezes it. */
  readonly rateFactor: (name: string) => number;
  readonly adamw?: AdamWOptions;
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

/** Runs training steps of one kind on parameters that it updates in place. */
export class Trainer<E> {
  readonly optimizer: AdamW;

  private constructor(
    private readonly session: StepSession<E>,
    private readonly task: Task<E>,
    readonly parameters: Parameters,
    private readonly options: TrainOptions,
  ) {
    this.optimizer = new AdamW(parameters, task.isDecayed, options.adamw ?? ADAMW_DEFAULTS);
  }

  static async create<E>(
    ort: Ort,
    task: Task<E>,
    parameters: Parameters,
    options: TrainOptions,
  ): Promise<Trainer<E>> {
    const session = await StepSession.create(ort, task, 'train', options);
    for (const name of session.parameters) {
      if (!parameters.has(name))
        throw new Error(`The parameter ${name} is missing from what training starts with.`);
    }
    return new Trainer(session, task, parameters, options);
  }

  /** One step of training on the examples; `uniform` decides what is dropped. */
  async step(step: number, examples: readonly E[], uniform: () => number): Promise<StepReport> {
    const { schedule, rateFactor } = this.options;
    const result = await this.session.run(examples, this.parameters, uniform);
    const rate = learningRate(schedule, step);
    const gradientNorm = this.optimizer.update(this.gradients(result), (name) => rate * rateFactor(name));
    this.task.limit?.(this.parameters);
    const { losses, hits } = result;
    const report = { step, rate, gradientNorm, losses };
    return hits.length === 0 ? report : { ...report, accuracy: hits.filter(Boolean).length / hits.length };
  }

  async release(): Promise<void> {
    await this.session.release();
  }

  private gradients({ output, inputs: { texts } }: StepResult): Map<string, Float32Array> {
    const gradients = new Map(this.session.parameters.map((name) => [name, output(`d ${name}`)]));
    if (Object.keys(texts).length === 0) return gradients;
    const { tables } = this.task;
    if (!tables) throw new Error('The task looks texts up, and does not say in which tables.');
    const tokens = new Float32Array(parameterOf(this.parameters, tables.tokens).length);
    const positions = new Float32Array(parameterOf(this.parameters, tables.positions).length);
    const width = this.parameters.get(tables.tokens)!.shape[1]!;
    for (const [name, padded] of Object.entries(texts)) {
      scatterAdd(padded, output(`d ${name}_embeds`), tokens, positions, width);
    }
    return gradients.set(tables.tokens, tokens).set(tables.positions, positions);
  }
}
