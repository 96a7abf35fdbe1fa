/** Messages between page and worker: types only. Every request has an `id`; every reply names the request it answers. */
import type { Remote } from '../models/hub/remote';
import type { Asked, AskedMethod } from '../src/ask/asked';
import type { Answer, ExplanationDocument } from '../src/ask/document';
import type { BlockWeights, ReplaySteps } from '../src/engine/explanation';
import type { Modality } from '../src/engine/perturb';
import type { ModelFacts } from '../src/engine/types';
import type { Pixels } from '../src/image/pixels';

export type { BlockWeights, Modality, ReplaySteps };

export type BackendChoice = 'auto' | 'webgpu' | 'wasm';

export interface LoadRequest {
  readonly type: 'load';
  readonly id: number;
  /** Absolute address of the folder that holds `manifest.json`, or a CLIP checkpoint's files. */
  readonly modelUrl: string;
  /** Loads this model in place of `modelUrl`, out of the browser's store where it is there. */
  readonly remote?: Remote;
  /** As its authors state it; for `remote`, whose files may not say. */
  readonly licence?: string;
  /** Loads a model from files that somebody chose, in place of `modelUrl`. */
  readonly files?: readonly File[];
  /** Keeps weights in half precision: half the memory, slower, and float32 weights are rounded. */
  readonly lowMemory?: boolean;
  readonly backend: BackendChoice;
  /** Absolute address of the folder that holds onnxruntime-web's wasm files. */
  readonly runtimeUrl: string;
  /** Number of WASM threads; left out: as many as make sense on this machine. */
  readonly threads?: number;
}

/** Gives the worker an image under a key; later requests name the key. The worker keeps a few encodings. */
export interface ImageRequest {
  readonly type: 'image';
  readonly id: number;
  readonly key: string;
  readonly image: Pixels;
}

export interface ExplainRequest {
  readonly type: 'explain';
  readonly id: number;
  readonly imageKey: string;
  readonly asked: Asked;
}

/** Attention of one block and head of the last explanation (head left out: the mean over heads). */
export interface AttentionRequest {
  readonly type: 'attention';
  readonly id: number;
  readonly block: number;
  readonly head?: number;
}

/** Maps of methods of the last explanation as they stand after each block, for the layer replay. */
export interface ReplayRequest {
  readonly type: 'replay';
  readonly id: number;
  readonly methods: readonly AskedMethod[];
}

/** Perturbation curves of methods of the last explanation; points arrive as they are computed. */
export interface PerturbRequest {
  readonly type: 'perturb';
  readonly id: number;
  readonly modality: Modality;
  readonly methods: readonly AskedMethod[];
}

/** Drops a request that is still queued; what is running finishes and its result is discarded. */
export interface CancelRequest {
  readonly type: 'cancel';
  readonly id: number;
}

export type Request =
  | LoadRequest
  | ImageRequest
  | ExplainRequest
  | AttentionRequest
  | ReplayRequest
  | PerturbRequest
  | CancelRequest;

export type LoadStage = 'runtime' | 'threads' | 'model' | 'session' | 'warm-up';

export interface ProgressReply {
  readonly type: 'progress';
  readonly id: number;
  readonly stage: LoadStage;
  /** Bytes for `runtime` and `model`, steps otherwise; total 0 when unknown. */
  readonly loaded: number;
  readonly total: number;
}

/** What the page needs to know of a loaded model. */
export interface ModelInfo extends ModelFacts {
  readonly backend: 'webgpu' | 'wasm';
  readonly threads: number;
  /** Why this backend, in one sentence. */
  readonly backendReason: string;
  readonly loadMs: number;
}

export interface ReadyReply {
  readonly type: 'ready';
  readonly id: number;
  readonly info: ModelInfo;
}

export interface ImageReply {
  readonly type: 'image';
  readonly id: number;
  readonly key: string;
  readonly encodeMs: number;
}

/** Comes as soon as the forward pass is done; the explanation follows. */
export interface AnswersReply {
  readonly type: 'answers';
  readonly id: number;
  readonly answers: readonly Answer[];
  readonly notices: readonly string[];
  /** Zero-shot models: the candidates with the prompts that stand for them. */
  readonly candidates?: readonly { readonly answer: string; readonly prompts: readonly string[] }[];
  readonly answerMs: number;
}

export interface ExplanationReply {
  readonly type: 'explanation';
  readonly id: number;
  readonly document: ExplanationDocument;
  readonly weights: readonly BlockWeights[];
}

export interface ReplayReply {
  readonly type: 'replay';
  readonly id: number;
  /** In the order of the methods asked for. */
  readonly steps: readonly ReplaySteps[];
}

export interface AttentionReply {
  readonly type: 'attention';
  readonly id: number;
  readonly block: number;
  readonly rows: number;
  readonly cols: number;
  readonly values: Float32Array;
}

export interface PerturbReply {
  readonly type: 'perturb';
  readonly id: number;
  readonly modality: Modality;
  /**
   * Method id (`weighted`, `equal`, `random`, …) and, if it has one, its importance, named as in the explanation also where
   * the request left it to the model.
   */
  readonly method: string;
  readonly importance?: string;
  readonly direction: 'positive' | 'negative';
  readonly fraction: number;
  /** Probability of the target (of A against B when there is a rival), 0…1. */
  readonly score: number;
  /** The model's first answer on the perturbed input. */
  readonly answer: string;
  /** Set on the last point of a curve: trapezoid over the removed fraction, 0…1. */
  readonly auc?: number;
}

/** All points of a perturbation request have been told. */
export interface PerturbedReply {
  readonly type: 'perturbed';
  readonly id: number;
}

export type ErrorCode =
  | 'bad-input'
  | 'model-broken'
  | 'network'
  | 'backend-lost'
  | 'out-of-memory'
  | 'cancelled'
  | 'crashed'
  | 'internal';

export interface ErrorReply {
  readonly type: 'error';
  readonly id: number;
  readonly code: ErrorCode;
  /** One clear sentence: what was wrong, where, what to do. */
  readonly message: string;
  /** What the runtime or the browser itself said, where that is something else. */
  readonly details?: string;
}

/** Something the person should know that is no answer to a request, e.g. "The GPU was lost; going on with WASM." */
export interface NoticeReply {
  readonly type: 'notice';
  readonly message: string;
  /** What the runtime or the browser itself said, where that is something else. */
  readonly details?: string;
  readonly info?: ModelInfo;
}

export type Reply =
  | ProgressReply
  | ReadyReply
  | ImageReply
  | AnswersReply
  | ExplanationReply
  | AttentionReply
  | ReplayReply
  | PerturbReply
  | PerturbedReply
  | ErrorReply
  | NoticeReply;
