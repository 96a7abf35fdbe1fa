import type { Parameters } from './parameters';

export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Largest 2-norm of the whole gradient; it is scaled down to it when larger. */
  readonly clip: number;
}

export const ADAMW_DEFAULTS: AdamWOptions = {
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0.05,
  clip: 1,
};

export interface Moments {
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/**
 * AdamW with decoupled weight decay and bias correction (Loshchilov & Hutter 2019, arXiv 1711.05101, algorithm 2) and
 * clipping of the global gradient norm. Parameters are updated in place.
 */
export class AdamW {
  step = 0;
  readonly moments = new Map<string, Moments>();

  constructor(
    private readonly parameters: Parameters,
    /** Whether weight decay pulls a parameter toward zero. */
    private readonly isDecayed: (name: string, shape: readonly number[]) => boolean,
    private readonly options: AdamWOptions = ADAMW_DEFAULTS,
  ) {
    for (const [name, { data }] of parameters) {
      this.moments.set(name, { first: new Float32Array(data.length), second: new Float32Array(data.length) });
    }
  }

  /**
   * One step.
   * @param gradients by name; a parameter without one stays as it is
   * @param rateOf learning rate of a parameter; at 0 it is frozen, and its gradient does not count
   * @returns the norm of the whole gradient before clipping
   * @throws Error naming a tensor whose gradient is not finite
   */
  update(gradients: ReadonlyMap<string, Float32Array>, rateOf: (name: string) => number): number {
    const free = [...gradients].filter(([name]) => rateOf(name) > 0);
    const norm = globalNorm(free);
    const scale = norm > this.options.clip ? this.options.clip / norm : 1;
    this.step++;
    for (const [name, gradient] of free) {
      const parameter = this.parameters.get(name);
      if (!parameter) throw new Error(`There is a gradient for ${name}, which is no parameter.`);
      this.updateOne(name, parameter, gradient, rateOf(name), scale);
    }
    return norm;
  }

  private updateOne(
    name: string,
    { shape, data }: { shape: readonly number[]; data: Float32Array },
    gradient: Float32Array,
    rate: number,
    scale: number,
  ): void {
    const { beta1, beta2, epsilon, weightDecay } = this.options;
    const { first, second } = this.moments.get(name)!;
    const rate1 = rate / (1 - beta1 ** this.step);
    const correction2 = 1 / (1 - beta2 ** this.step);
    const keep = 1 - (this.isDecayed(name, shape) ? rate * weightDecay : 0);
    for (let i = 0; i < data.length; i++) {
      const g = gradient[i]! * scale;
      const m = (first[i] = beta1 * first[i]! + (1 - beta1) * g);
      const v = (second[i] = beta2 * second[i]! + (1 - beta2) * g * g);
      data[i] = data[i]! * keep - (rate1 * m) / (Math.sqrt(v * correction2) + epsilon);
    }
  }
}

function globalNorm(gradients: Iterable<readonly [string, Float32Array]>): number {
  let total = 0;
  for (const [name, gradient] of gradients) {
    let sum = 0;
    for (let i = 0; i < gradient.length; i++) sum += gradient[i]! * gradient[i]!;
    if (!Number.isFinite(sum))
      throw new Error(`The gradient of ${name} is not finite; lower the learning rate.`);
    total += sum;
  }
  return Math.sqrt(total);
}
