import type { Answer, ExplanationDocument } from '../ask/document';
import type { TensorData } from '../weights/safetensors-write';
import type { Candidate, Choices } from '../../models/clip/prompts';
import type { Preprocessing } from '../image/config';
import type { AttentionMap } from './attention';
import type { PerturbTask } from './perturb';
import type { Architecture } from '../methods/registry';
import type { Block, Importance, Relevance } from '../relevance/types';

/** RGBA pixels, 4 bytes each, row-major, not premultiplied. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Uint8Array;
}

export interface MethodSpec {
  readonly id: string;
  readonly importance?: Importance;
  /** For methods that draw at random; 0 when left out. */
  readonly seed?: number;
}

export interface Target {
  readonly answer?: string;
  readonly versus?: string;
}

/** An image that the vision tower has seen; valid until `dispose`. */
export interface EncodedImage {
  readonly sha256: string;
  readonly width: number;
  readonly height: number;
  readonly milliseconds: number;
  dispose(): void;
}

/** A question answered on an image; what the backward pass needs is kept until `dispose`. */
export interface Answered {
  readonly question: string;
  readonly tokens: readonly string[];
  /** Word that each token belongs to, from 0; −1 for start and end. */
  readonly wordIds: readonly number[];
  /** All answers, most probable first. */
  readonly answers: readonly Answer[];
  readonly notices: readonly string[];
  /** Zero-shot models: the candidate answers with the prompts that stand for them. */
  readonly candidates?: readonly Candidate[];
  readonly milliseconds: number;
  dispose(): void;
}

export interface Explained {
  readonly document: ExplanationDocument;
  readonly blocks: readonly Block[];
  /** Full relevance matrices of a method, computed when asked. */
  relevance(method: MethodSpec): Relevance;
  /** Image and text maps after each block, for the layer replay (not normalised). */
  replay(method: MethodSpec): { image: Float32Array[]; text: Float32Array[] };
}

/** A model with its programs on one runtime. Calls are not concurrent: the caller keeps one queue. */
export interface Engine {
  readonly info: EngineInfo;
  encodeImage(pixels: Pixels): Promise<EncodedImage>;
  /** @param choices for zero-shot models; the others have a fixed vocabulary */
  answer(image: EncodedImage, question: string, choices?: Choices): Promise<Answered>;
  explain(
    answered: Answered,
    target: Target,
    methods: readonly MethodSpec[],
    startLayer?: number,
  ): Promise<Explained>;
  /** Attention of a block (index in forward order) and head (mean over heads when left out), row-major. */
  attention(answered: Answered, block: number, head?: number): Promise<AttentionMap>;
  /** Perturbation curves of maps of an answered question, told point by point; see `perturbExample`. */
  perturb(answered: Answered, task: PerturbTask): Promise<void>;
  /**
   * Everything between question and maps as named tensors, for checks by other programs (see `dumpTensors`).
   * @param relevance final relevance matrices by the name of their method
   */
  dump(
    answered: Answered,
    target: Target,
    relevance: Readonly<Record<string, Relevance>>,
  ): Promise<TensorData[]>;
  /** Runs everything once on a grey image so that later runs are fast. */
  warmUp(onStep?: (done: number, total: number) => void): Promise<void>;
  dispose(): Promise<void>;
}

export interface EngineInfo {
  readonly id: string;
  readonly name: string;
  readonly sha256: string;
  readonly architecture: Architecture;
  readonly licence: string;
  readonly grid: { readonly rows: number; readonly cols: number };
  readonly imageSize: number;
  readonly maxTokens: number;
  /** The answer vocabulary; empty for zero-shot models, whose answers come with the question. */
  readonly answers: readonly string[];
  readonly blocks: readonly {
    readonly kind: Block['kind'];
    readonly layer: number;
    readonly heads: number;
  }[];
  readonly startLayers: number;
  readonly recommended: { readonly startLayer: number; readonly importance: Importance };
  readonly domain: 'stickers' | 'photographs';
  readonly preprocessing: Preprocessing;
}

export { WhylightError } from '../tensor/error';
