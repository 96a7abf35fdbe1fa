import { openModel } from '../models';
import type { ModelFolder } from '../models/hub/folder';
import { inHalfPrecision } from '../models/hub/halve';
import type { AskedMethod } from '../src/ask/asked';
import type { MethodResult } from '../src/ask/document';
import type { Explanation } from '../src/engine/explanation';
import type { Answered, Model, SeenImage } from '../src/engine/model';
import type { CurvePoint } from '../src/engine/perturb';
import type { Pixels } from '../src/image/pixels';
import { WhylightError } from '../src/tensor/error';
import { openSource } from './openSource';
import type {
  AttentionRequest,
  ExplainRequest,
  ImageRequest,
  LoadRequest,
  LoadStage,
  ModelInfo,
  PerturbReply,
  PerturbRequest,
  ReplayRequest,
  ReplaySteps,
  Reply,
} from './protocol';
import { loadRuntime, type Runtime } from './runtime';

/** Images whose pixels and encodings are kept; the client sends older ones again. */
const IMAGES_KEPT = 6;

interface KeptImage {
  readonly pixels: Pixels;
  seen?: SeenImage;
}

/** What the last explanation left behind, for questions about it. */
interface Current {
  readonly answered: Answered;
  readonly explanation: Explanation;
}

type Post = (reply: Reply) => void;

/** Lets messages that have arrived be seen, then tells whether the request has been cancelled. */
type IsCancelled = () => Promise<boolean>;

/** The worker's state and what it does for each request; it knows no message loop. */
export class Host {
  private runtime: Runtime | undefined;
  private folder: ModelFolder | undefined;
  private model: Model | undefined;
  private info: ModelInfo | undefined;
  private current: Current | undefined;
  private lowMemory = false;
  private readonly images = new Map<string, KeptImage>();

  constructor(private readonly post: Post) {}

  async load(request: LoadRequest): Promise<void> {
    const { id, runtimeUrl, backend, threads, lowMemory = false } = request;
    const progress = (stage: LoadStage, loaded: number, total: number) =>
      this.post({ type: 'progress', id, stage, loaded, total });
    const start = performance.now();
    progress('runtime', 0, 0);
    this.runtime = await loadRuntime({
      runtimeUrl,
      choice: backend,
      ...(threads === undefined ? {} : { threads }),
      onBytes: (loaded, total) => progress('runtime', loaded, total),
      onThreads: (started) => progress('threads', started ? 1 : 0, 1),
    });
    progress('model', 0, 0);
    const folder = await openSource(request, (loaded, total) => progress('model', loaded, total));
    this.folder = lowMemory ? inHalfPrecision(folder) : folder;
    this.lowMemory = lowMemory;
    progress('session', 0, 1);
    this.model = await this.makeModel((done, total) => progress('warm-up', done, total));
    this.info = this.describe(performance.now() - start);
    this.post({ type: 'ready', id, info: this.info });
  }

  async image({ id, key, image }: ImageRequest): Promise<void> {
    this.images.get(key)?.seen?.dispose();
    this.images.delete(key);
    this.images.set(key, { pixels: image });
    for (const [oldest, { seen }] of this.images) {
      if (this.images.size <= IMAGES_KEPT) break;
      seen?.dispose();
      this.images.delete(oldest);
    }
    const { milliseconds } = await this.see(key);
    this.post({ type: 'image', id, key, encodeMs: milliseconds });
  }

  /** Answers, lets `isCancelled` look at what has arrived meanwhile, then explains. */
  async explain({ id, imageKey, asked }: ExplainRequest, isCancelled: IsCancelled): Promise<void> {
    const model = this.ready();
    const image = await this.see(imageKey);
    const { question, choices, target, methods, startLayer } = asked;
    const answered = await model.ask(image, question, choices === undefined ? {} : { choices });
    try {
      const { answers, notices, candidates, milliseconds } = answered;
      this.post({
        type: 'answers',
        id,
        answers,
        notices,
        ...(candidates === undefined ? {} : { candidates }),
        answerMs: milliseconds,
      });
      if (await isCancelled()) return answered.dispose();
      const { answer, versus } = target;
      const explanation = await answered.explain({
        ...(answer === undefined ? {} : { answer }),
        ...(versus === undefined ? {} : { rather: versus }),
        methods,
        ...(startLayer === undefined ? {} : { startLayer }),
      });
      this.forget();
      this.current = { answered, explanation };
      const { document } = explanation;
      this.post({ type: 'explanation', id, document, weights: explanation.blockWeights() });
    } catch (error) {
      answered.dispose();
      throw error;
    }
  }

  /** Attention of the explained answer: where each answer has a prompt of its own, it is that prompt's. */
  async attention({ id, block, head }: AttentionRequest): Promise<void> {
    const found = await this.last().explanation.attention(block, head);
    this.post({ type: 'attention', id, block, ...found });
  }

  async replay({ id, methods }: ReplayRequest, isCancelled: IsCancelled): Promise<void> {
    const { explanation } = this.last();
    const steps: ReplaySteps[] = [];
    for (const method of methods) {
      if (await isCancelled()) return;
      steps.push(explanation.replay(method));
    }
    this.post({ type: 'replay', id, steps });
  }

  /** Points of the curves as they are computed; the maps are those of the last explanation. */
  async perturb({ id, modality, methods }: PerturbRequest, isCancelled: IsCancelled): Promise<void> {
    const { explanation } = this.last();
    const { methods: shown } = explanation.document;
    // Random orders are part of every test, asked for or not.
    const wanted = methods.filter((method) => method.id !== 'random').map((method) => findIn(shown, method));
    // The recommended importance and the same one by its name are one map, and one curve.
    const mapped = wanted.filter((method, i) => wanted.findIndex((other) => isSame(method, other)) === i);
    const maps = mapped.map((method) => valuesOf(method, modality));
    const tell = ({ method, ...point }: CurvePoint) =>
      this.post({ type: 'perturb', id, modality, ...nameOf(mapped[method]), ...point });
    await explanation.perturb({ modality, maps, seed: 0, onPoint: tell, isCancelled });
    this.post({ type: 'perturbed', id });
  }

  /** After a lost GPU: the same model on WASM, in the same module. Encodings on the GPU are gone and made again. */
  async fallBack(reason: string): Promise<void> {
    if (!this.runtime || !this.folder) throw new Error('There is nothing to fall back from.');
    const { ort, backend } = this.runtime;
    this.forget(false);
    for (const kept of this.images.values()) delete kept.seen;
    this.runtime = { ort, backend: { ...backend, provider: 'wasm' }, reason };
    const start = performance.now();
    this.model = await this.makeModel();
    this.info = this.describe(performance.now() - start);
    this.post({ type: 'notice', message: reason, info: this.info });
  }

  get onGpu(): boolean {
    return this.runtime?.backend.provider === 'webgpu';
  }

  private async makeModel(onStep?: (done: number, total: number) => void): Promise<Model> {
    const { ort, backend } = this.runtime!;
    // Optimising a graph widens half-precision weights, which is what low memory is to avoid.
    const options = this.lowMemory ? { ...backend, optimize: false } : backend;
    const model = await openModel(this.folder!, { ort, backend: options });
    await model.warmUp(onStep);
    return model;
  }

  private describe(loadMs: number): ModelInfo {
    const { backend, reason } = this.runtime!;
    return {
      ...this.model!.facts,
      backend: backend.provider,
      threads: backend.threads,
      backendReason: reason,
      loadMs,
    };
  }

  private async see(key: string): Promise<SeenImage> {
    const kept = this.images.get(key);
    if (!kept) throw new Error(`The worker was never given the image ${key}.`);
    kept.seen ??= await this.ready().see(kept.pixels);
    return kept.seen;
  }

  private ready(): Model {
    if (!this.model) throw new Error('No model is loaded.');
    return this.model;
  }

  private last(): Current {
    if (this.current) return this.current;
    throw new WhylightError(
      'bad-input',
      'The explanation on show is no longer in the memory of the model: ask again to look into it.',
    );
  }

  /** `free` is false when the tensors died with the GPU. */
  private forget(free = true): void {
    if (free) this.current?.answered.dispose();
    this.current = undefined;
  }
}

/** A method of an explanation, with its importance named. @throws WhylightError when it is not part of it */
function findIn(shown: readonly MethodResult[], { id, importance }: AskedMethod): MethodResult {
  const found = shown.find(
    (method) => method.id === id && (importance ?? method.importance) === method.importance,
  );
  if (found) return found;
  throw new WhylightError('bad-input', `The method ${id} is not part of the explanation on show.`);
}

/** @throws WhylightError where the model sees no image, or reads no text */
function valuesOf(method: MethodResult, modality: PerturbRequest['modality']): readonly number[] {
  const map = method[modality];
  if (map) return map.values;
  const what = modality === 'image' ? 'patches' : 'words';
  throw new WhylightError('bad-input', `The explanation on show has no map of ${what} to remove them by.`);
}

const isSame = (a: MethodResult, b: MethodResult): boolean => a.id === b.id && a.importance === b.importance;

const nameOf = (method: MethodResult | undefined): Pick<PerturbReply, 'method' | 'importance'> => ({
  method: method?.id ?? 'random',
  ...(method?.importance === undefined ? {} : { importance: method.importance }),
});
