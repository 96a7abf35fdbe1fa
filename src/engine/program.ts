import type { InferenceSession, Tensor } from 'onnxruntime-common';
import type { Graph } from '../onnx/graph';
import { lower } from '../onnx/lower';
import { encodeModel } from '../onnx/proto/codec';
import type { BackendOptions, Ort } from './runtime';

/** Tensors by name that live as long as an image's encoding or an answer; `dispose` frees what is on the GPU. */
export class TensorPool {
  /** GPU tensors that are alive, over all pools; tests watch it. */
  static live = 0;
  private readonly tensors = new Map<string, Tensor>();

  constructor(private readonly parent?: TensorPool) {}

  get(name: string): Tensor | undefined {
    return this.tensors.get(name) ?? this.parent?.get(name);
  }

  add(name: string, tensor: Tensor): void {
    if (this.tensors.has(name)) throw new Error(`The tensor ${name} is computed twice.`);
    if (tensor.location === 'gpu-buffer') TensorPool.live++;
    this.tensors.set(name, tensor);
  }

  dispose(): void {
    for (const tensor of this.tensors.values()) {
      if (tensor.location !== 'gpu-buffer') continue;
      TensorPool.live--;
      tensor.dispose();
    }
    this.tensors.clear();
  }
}

/** Weights files by the location that graphs name. */
export type ExternalFiles = Readonly<Record<string, Uint8Array>>;

/** One graph as a session of the runtime. */
export class Program {
  private constructor(
    readonly graph: Graph,
    private readonly session: InferenceSession,
  ) {}

  /** `kept` names the outputs that only later programs read: on WebGPU they stay on the GPU. */
  static async create(
    ort: Ort,
    graph: Graph,
    files: ExternalFiles,
    backend: BackendOptions,
    kept: ReadonlySet<string> = new Set(),
  ): Promise<Program> {
    const model = encodeModel(lower(graph));
    const used = new Set(
      graph.initializers.flatMap(({ source }) =>
        source.kind === 'initializer' && source.data.kind === 'external' ? [source.data.location] : [],
      ),
    );
    const onGpu = graph.outputs
      .filter(({ name }) => kept.has(name))
      .map(({ name }) => [name, 'gpu-buffer'] as const);
    const session = await ort.InferenceSession.create(model, {
      executionProviders: [backend.provider],
      graphOptimizationLevel: backend.optimize === false ? 'disabled' : 'all',
      externalData: [...used].map((path) => ({ path, data: files[path]! })),
      ...(backend.threads === undefined ? {} : { intraOpNumThreads: backend.threads }),
      ...(backend.provider === 'webgpu' && onGpu.length > 0
        ? { preferredOutputLocation: Object.fromEntries(onGpu) }
        : {}),
    });
    return new Program(graph, session);
  }

  /**
   * Runs on the pool's tensors and adds the outputs to `into`, all of them or those in `wanted`. Throws when the pool
   * lacks an input.
   */
  async run(pool: TensorPool, into: TensorPool, wanted?: readonly string[]): Promise<void> {
    const feeds: Record<string, Tensor> = {};
    for (const { name } of this.graph.inputs) {
      const tensor = pool.get(name);
      if (!tensor) throw new Error(`${this.graph.name} needs ${name}, which nothing has computed.`);
      feeds[name] = tensor;
    }
    const outputs = await (wanted ? this.session.run(feeds, wanted) : this.session.run(feeds));
    for (const [name, tensor] of Object.entries(outputs)) into.add(name, tensor);
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}
