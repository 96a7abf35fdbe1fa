import type { ModelFolder } from '../models/hub/folder';
import { inHalfPrecision } from '../models/hub/halve';
import { openEngine, type AnyEngine } from '../src/engine/open';
import type { Answered, EncodedImage, Explained } from '../src/engine/types';
import type { CurvePoint } from '../src/engine/perturb';
import { IMPORTANCES, tokenWeights } from '../src/relevance';
import { WhylightError } from '../src/tensor/error';
import type {
  AttentionReply,
  AttentionRequest,
  BlockWeights,
  ExplainRequest,
  ImageReply,
  ImageRequest,
  LoadRequest,
  MethodRequest,
  ModelInfo,
  PixelImage,
  PerturbReply,
  PerturbRequest,
  Reply,
} from './protocol';
import { openModel } from './openModel';
import { loadRuntime, type Runtime } from './runtime';

/** Images whose pixels and encodings are kept; the client sends older ones again. */
const IMAGES_KEPT = 6;

interface Shelf {
  readonly image: PixelImage;
  encoded?: EncodedImage;
}

/** What the last explanation left behind, for questions about it. */
interface Current {
  readonly answered: Answered;
  readonly explained: Explained;
}

type Post = (reply: Reply) => void;

/** The worker's state and what it does for each request; it knows no message loop. */
export class Host {
  private runtime: Runtime | undefined;
  private folder: ModelFolder | undefined;
  private engine: AnyEngine | undefined;
  private info: ModelInfo | undefined;
  private current: Current | undefined;
  private lowMemory = false;
  private readonly images = new Map<string, Shelf>();

  constructor(private readonly post: Post) {}

  async load(request: LoadRequest): Promise<void> {
    const { id, runtimeUrl, backend, threads, lowMemory = false } = request;
    const start = performance.now();
    const progress = (stage: 'runtime' | 'model' | 'session' | 'warm-up', loaded: number, total: number) =>
      this.post({ type: 'progress', id, stage, loaded, total });
    progress('runtime', 0, 0);
    this.runtime = await loadRuntime({
      runtimeUrl,
      choice: backend,
      ...(threads === undefined ? {} : { threads }),
      onBytes: (loaded, total) => progress('runtime', loaded, total),
    });
    progress('model', 0, 0);
    const folder = await openModel(request, (loaded, total) => progress('model', loaded, total));
    this.folder = lowMemory ? inHalfPrecision(folder) : folder;
    this.lowMemory = lowMemory;
    progress('session', 0, 1);
    this.engine = await this.makeEngine((done, total) => progress('warm-up', done, total));
    this.info = this.describe(performance.now() - start);
    this.post({ type: 'ready', id, info: this.info });
  }

  async image({ id, key, image }: ImageRequest): Promise<void> {
    this.images.get(key)?.encoded?.dispose();
    this.images.delete(key);
    this.images.set(key, { image });
    for (const [oldest, { encoded }] of this.images) {
      if (this.images.size <= IMAGES_KEPT) break;
      encoded?.dispose();
      this.images.delete(oldest);
    }
    const { milliseconds } = await this.encode(key);
    const reply: ImageReply = { type: 'image', id, key, encodeMs: milliseconds };
    this.post(reply);
  }

  /** Answers, lets `isCancelled` look at what has arrived meanwhile, then explains. */
  async explain(request: ExplainRequest, isCancelled: () => Promise<boolean>): Promise<void> {
    const { id, imageKey, question, candidates, caption, answer, versus, methods, startLayer } = request;
    const engine = this.ready();
    const image = await this.encode(imageKey);
    const answered = await engine.answer(image, question, caption ? 'caption' : candidates);
    try {
      const { tokens, wordIds, answers, notices, milliseconds } = answered;
      this.post({
        type: 'answers',
        id,
        tokens,
        wordIds,
        answers,
        notices,
        ...(answered.candidates ? { candidates: answered.candidates } : {}),
        answerMs: milliseconds,
      });
      if (await isCancelled()) return answered.dispose();
      const target = {
        ...(answer === undefined ? {} : { answer }),
        ...(versus === undefined ? {} : { versus }),
      };
      const explained = await engine.explain(answered, target, methods, startLayer);
      this.forget();
      this.current = { answered, explained };
      const replay = methods.map((method) => explained.replay(method));
      this.post({
        type: 'explanation',
        id,
        document: explained.document,
        weights: weightsOf(explained),
        replay,
      });
    } catch (error) {
      answered.dispose();
      throw error;
    }
  }

  /** Points of the curves as they are computed; the maps are those of the last explanation. */
  async perturb(
    { id, modality, methods }: PerturbRequest,
    isCancelled: () => Promise<boolean>,
  ): Promise<void> {
    const { answered, explained } = this.last();
    const { target, methods: shown } = explained.document;
    // Random orders are part of every test, asked for or not.
    const wanted = methods.filter((method) => method.id !== 'random').map((method) => findIn(shown, method));
    // The recommended importance and the same one by its name are one map, and one curve.
    const mapped = wanted.filter((method, i) => wanted.findIndex((other) => isSame(method, other)) === i);
    const maps = mapped.map((method) => method[modality].values);
    const tell = ({ method, ...point }: CurvePoint) =>
      this.post({ type: 'perturb', id, modality, ...nameOf(mapped[method]), ...point });
    await this.ready().perturb(answered, { ...target, modality, maps, seed: 0, onPoint: tell, isCancelled });
    this.post({ type: 'perturbed', id });
  }

  async attention({ id, block, head }: AttentionRequest): Promise<void> {
    const { answered } = this.last();
    const found = await this.ready().attention(answered, block, head);
    const reply: AttentionReply = { type: 'attention', id, block, ...found };
    this.post(reply);
  }

  /** After a lost GPU: the same model on WASM, in the same module. Encodings on the GPU are gone and made again. */
  async fallBack(reason: string): Promise<void> {
    if (!this.runtime || !this.folder) throw new Error('There is nothing to fall back from.');
    const { ort, backend } = this.runtime;
    this.forget(false);
    for (const shelf of this.images.values()) delete shelf.encoded;
    this.runtime = { ort, backend: { ...backend, provider: 'wasm' }, reason };
    const start = performance.now();
    this.engine = await this.makeEngine();
    this.info = this.describe(performance.now() - start);
    this.post({ type: 'notice', message: reason, info: this.info });
  }

  get onGpu(): boolean {
    return this.runtime?.backend.provider === 'webgpu';
  }

  private async makeEngine(onStep?: (done: number, total: number) => void): Promise<AnyEngine> {
    const { ort, backend } = this.runtime!;
    // Optimising a graph widens half-precision weights, which is what low memory is to avoid.
    const options = this.lowMemory ? { ...backend, optimize: false } : backend;
    const engine = await openEngine(ort, this.folder!, options);
    await engine.warmUp(onStep);
    return engine;
  }

  private describe(loadMs: number): ModelInfo {
    const { backend, reason } = this.runtime!;
    return {
      ...this.engine!.info,
      backend: backend.provider,
      threads: backend.threads,
      backendReason: reason,
      loadMs,
    };
  }

  private async encode(key: string): Promise<EncodedImage> {
    const shelf = this.images.get(key);
    if (!shelf) throw new Error(`The worker was never given the image ${key}.`);
    shelf.encoded ??= await this.ready().encodeImage(shelf.image);
    return shelf.encoded;
  }

  private ready(): AnyEngine {
    if (!this.engine) throw new Error('No model is loaded.');
    return this.engine;
  }

  private last(): Current {
    if (!this.current) throw new Error('Nothing has been explained yet.');
    return this.current;
  }

  /** `free` is false when the tensors died with the GPU. */
  private forget(free = true): void {
    if (free) this.current?.answered.dispose();
    this.current = undefined;
  }
}

function weightsOf({ blocks }: Explained): BlockWeights[] {
  return blocks.map((block) => ({
    kind: block.kind,
    layer: block.layer,
    query: block.query,
    weights: Object.fromEntries(
      IMPORTANCES.map((importance) => [importance, Float32Array.from(tokenWeights(block, importance))]),
    ) as unknown as BlockWeights['weights'],
  }));
}

type ShownMethod = Explained['document']['methods'][number];

/** A method of an explanation, with its importance named. @throws WhylightError when it is not part of it */
function findIn(shown: readonly ShownMethod[], { id, importance }: MethodRequest): ShownMethod {
  const found = shown.find(
    (method) => method.id === id && (importance ?? method.importance) === method.importance,
  );
  if (found) return found;
  throw new WhylightError('bad-input', `The method ${id} is not part of the explanation on show.`);
}

const isSame = (a: ShownMethod, b: ShownMethod): boolean => a.id === b.id && a.importance === b.importance;

const nameOf = (method: ShownMethod | undefined): Pick<PerturbReply, 'method' | 'importance'> => ({
  method: method?.id ?? 'random',
  ...(method?.importance === undefined ? {} : { importance: method.importance }),
});
