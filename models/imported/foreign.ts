/** A foreign model on a runtime, at the lengths that its inputs have. */
import { lengthOf, type ReadOut, type Stream } from '../../src/anatomy';
import type { FoundRead } from '../../src/anatomy/find';
import type { Runtime } from '../../src/engine/architecture';
import { Program, type TensorPool } from '../../src/engine/program';
import { inputNames } from '../../src/engine/sessions';
import type { Value } from '../../src/onnx/graph';
import { WhylightError } from '../../src/tensor/error';
import { COTANGENT, importedPrograms, TARGET, type ImportedPrograms } from './program';
import type { ImportedSource } from './source';

/** A tensor of the runtime. */
type Tensor = NonNullable<ReturnType<TensorPool['get']>>;

/** Numbers on their way to an input of a foreign graph. */
export interface ForeignFeed {
  readonly dtype: 'float32' | 'int64' | 'int32' | 'bool';
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

export interface ForeignOptions {
  /** The output that what is explained is an element of, or elements. */
  readonly target: string;
  /** Inputs in the order in which they arrive, by their names: an image before the text that is asked about it. */
  readonly groups: readonly { readonly name: string; readonly inputs: readonly string[] }[];
  readonly detail?: 'reduced' | 'full';
}

/** Programs of a foreign graph with their sessions. */
export class Foreign {
  private readonly sessions = new Map<number, Promise<Program>>();

  private constructor(
    private readonly runtime: Runtime,
    private readonly source: ImportedSource,
    readonly plan: ImportedPrograms,
  ) {}

  /** @throws WhylightError ('model-broken') or AnatomyError for a graph that cannot be explained */
  static plan(runtime: Runtime, source: ImportedSource, options: ForeignOptions): Foreign {
    const target = targetOf(source, options.target);
    const groups = options.groups.map(({ name, inputs }) => ({
      name,
      inputs: inputs.flatMap((input) => source.inputs.get(input) ?? []),
    }));
    const plan = importedPrograms(source.g, target, groups, options.detail ?? 'reduced');
    return new Foreign(runtime, source, plan);
  }

  /** Programs before the explanation: one for each group of inputs that the target needs. */
  get stages(): number {
    return this.plan.graphs.length - 1;
  }

  /** Runs a stage on what the pool holds, and adds what it computes. */
  async run(
    stage: number,
    pool: TensorPool,
    feeds: Readonly<Record<string, ForeignFeed>> = {},
  ): Promise<void> {
    const graph = this.plan.graphs[stage]!;
    for (const { name, dtype, shape } of graph.inputs) {
      const feed = feeds[name];
      if (feed) pool.add(name, this.tensor(dtype, shape as readonly number[], feed));
    }
    await (await this.session(stage)).run(pool, pool);
  }

  /** One backward pass. @param cotangent of the target, as many numbers as that has */
  async explain(pool: TensorPool, cotangent: Float32Array): Promise<void> {
    pool.add(COTANGENT, new this.runtime.ort.Tensor('float32', cotangent, this.plan.targetShape));
    await (await this.session(this.stages)).run(pool, pool);
  }

  /** What the target is, computed by the stages. */
  target(pool: TensorPool): Float32Array {
    return pool.get(TARGET)!.data as Float32Array;
  }

  /** Where the target that was explained reads the streams. */
  readOuts(pool: TensorPool): ReadOut[] {
    return readOuts(this.plan.anatomy.streams, this.plan.anatomy.reads, (k) => pool.get(`read.${k}`));
  }

  async dispose(): Promise<void> {
    const all = await Promise.allSettled(this.sessions.values());
    this.sessions.clear();
    for (const one of all) if (one.status === 'fulfilled') await one.value.release();
  }

  private session(stage: number): Promise<Program> {
    const found = this.sessions.get(stage);
    if (found) return found;
    const { graphs } = this.plan;
    const kept = inputNames(...graphs.slice(stage + 1));
    const { ort, backend } = this.runtime;
    const made = Program.create(ort, graphs[stage]!, this.source.files, backend, kept);
    this.sessions.set(stage, made);
    made.catch(() => this.sessions.delete(stage));
    return made;
  }

  private tensor(dtype: Value['dtype'], shape: readonly number[], { data }: ForeignFeed): Tensor {
    const { Tensor } = this.runtime.ort;
    switch (dtype) {
      case 'int64':
        return new Tensor('int64', BigInt64Array.from(Array.from(data, (x) => BigInt(x))), shape);
      case 'int32':
        return new Tensor('int32', Int32Array.from(data), shape);
      case 'bool':
        return new Tensor('bool', Uint8Array.from(data), shape);
      default:
        return new Tensor('float32', Float32Array.from(data), shape);
    }
  }
}

function targetOf(source: ImportedSource, name: string): Value {
  const target = source.outputs.get(name);
  if (target?.dtype === 'float32') return target;
  const known = [...source.outputs.keys()].join(', ');
  throw new WhylightError(
    'model-broken',
    target
      ? `The output ${name} of the model holds ${target.dtype}, which has no gradient; choose one of ${known}.`
      : `The model has no output ${name}; it has ${known}.`,
  );
}

/**
 * Weights of the tokens that a target reads: the lengths of its gradient where it enters a stream, 1 together for each
 * stream.
 * @param norms the output of each read-out: one length a place; undefined where no gradient arrives
 */
export function readOuts(
  streams: readonly Stream[],
  reads: readonly FoundRead[],
  norms: (read: number) => Pick<Tensor, 'data'> | undefined,
): ReadOut[] {
  const found = new Map<string, { stream: string; version: number; weights: Float64Array }>();
  reads.forEach(({ stream, version, places }, k) => {
    const lengths = norms(k)?.data as Float32Array | undefined;
    if (!lengths) return;
    const key = `${version} ${stream}`;
    const size = lengthOf(streams.find(({ id }) => id === stream)!);
    const entry = found.get(key) ?? { stream, version, weights: new Float64Array(size) };
    places.forEach((place, n) => (entry.weights[place]! += lengths[n]!));
    found.set(key, entry);
  });
  const totals = new Map<string, number>();
  for (const { stream, weights } of found.values())
    totals.set(stream, (totals.get(stream) ?? 0) + weights.reduce((sum, weight) => sum + weight, 0));
  return [...found.values()]
    .filter(({ stream }) => totals.get(stream)! > 0)
    .map(({ stream, version, weights }) => ({
      stream,
      version,
      weights: Array.from(weights, (weight) => weight / totals.get(stream)!),
    }));
}
