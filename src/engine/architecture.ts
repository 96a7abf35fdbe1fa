/**
 * What the engine must know of a model. An architecture is a folder of `models` that makes an `OpenModel` of a model's
 * files; what it gives is small objects that follow a question on its way: image seen → question read → one answer as the
 * subject of an explanation → one run of the gradients. The engine does everything else.
 */
import type { Tensor } from 'onnxruntime-common';
import * as v from 'valibot';
import type { ReadOut, Stream, StreamId } from '../anatomy';
import type { Choices } from '../ask/asked';
import type { Pixels } from '../image/pixels';
import type { StatedPreprocessing } from '../image/stated';
import type { ProbedInputs, Shortened } from '../methods/probe';
import type { WeightsFile } from '../weights/safetensors';
import type { TensorData } from '../weights/safetensors-write';
import { WhylightError } from '../tensor/error';
import type { TensorTable } from '../weights/table';
import type { PlannedBlock } from './planned-blocks';
import type { Outputs } from './blocks';
import type { Detail } from './evidence';
import type { Forward } from './forward';
import type { Speech } from './generate';
import type { BackendOptions, Ort } from './runtime';
import type { TargetVector } from './target';
import type { ModelFacts } from './types';

/** Where a model runs. */
export interface Runtime {
  readonly ort: Ort;
  readonly backend: BackendOptions;
}

/** A model's files as an architecture reads them; model folders hold more. */
export interface ModelFiles<Config = unknown> {
  readonly manifest: {
    readonly id: string;
    readonly name: string;
    readonly licence: string;
    readonly config: Config;
    /** The answer vocabulary; empty where candidates come with the question. */
    readonly answers: readonly string[];
    readonly preprocessing: StatedPreprocessing;
    readonly recommended: ModelFacts['recommended'];
    readonly domain: ModelFacts['domain'];
  };
  readonly weights: WeightsFile;
  /** Files of weights beside the model's own, by their names; of a model that comes as an ONNX file. */
  readonly beside?: ReadonlyMap<string, Uint8Array>;
  /** Parsed tokenizer.json. */
  readonly tokenizer: unknown;
  /** SHA-256 of the weights file. */
  readonly sha256: string;
}

/** What kind of model it is, in a few numbers and lines. */
export interface ModelSummary {
  /** Layers of the deepest part, patches a side, pixels a side. */
  readonly layers: number;
  readonly patches: number;
  readonly pixels: number;
  /** Its parts: `Vision`, and what that is. */
  readonly parts: readonly (readonly [name: string, what: string])[];
}

/** A kind of model: what its configuration and tensors must be. How its files become a model that runs: `opener`. */
export interface Architecture<Config> {
  /** As manifests spell it. */
  readonly id: string;
  /** @throws an error that valibot's `ValiError` is, naming the field that is wrong */
  readonly config: v.GenericSchema<unknown, Config>;
  /** What is wrong with a manifest whose configuration is right: where, and what must be; undefined when nothing is. */
  misfit(
    manifest: Pick<ModelFiles<Config>['manifest'], 'config' | 'answers' | 'preprocessing'>,
  ): { readonly at: string; readonly problem: string } | undefined;
  /** Name → shape of every tensor of a model. */
  tensors(config: Config, answers: number): TensorTable;
  /** What a configuration says, for people. */
  summary(config: Config): ModelSummary;
}

/** An architecture whose configuration's type is nobody else's business: an entry of the table of `models`. */
export interface AnyArchitecture<Config = unknown> {
  readonly id: string;
  readonly config: v.GenericSchema<unknown, Config>;
  misfit(
    manifest: Pick<ModelFiles['manifest'], 'config' | 'answers' | 'preprocessing'>,
  ): { readonly at: string; readonly problem: string } | undefined;
  tensors(config: unknown, answers: number): TensorTable;
  summary(config: unknown): ModelSummary;
}

/** Seals an architecture: its configuration is parsed anew wherever it comes back. */
export function architecture<Config>(definition: Architecture<Config>): AnyArchitecture<Config> {
  const { id, config } = definition;
  const parsed = <M extends { readonly config: unknown }>(manifest: M) => ({
    ...manifest,
    config: v.parse(config, manifest.config),
  });
  return {
    id,
    config,
    misfit: (manifest) => definition.misfit(parsed(manifest)),
    tensors: (given, answers) => definition.tensors(v.parse(config, given), answers),
    summary: (given) => definition.summary(v.parse(config, given)),
  };
}

/** How models of an architecture are opened; apart from it, as who only reads manifests needs none of the graphs. */
export interface Opener {
  readonly architecture: string;
  /** @throws WhylightError ('model-broken') when the files do not fit each other, or the configuration is none */
  open(files: ModelFiles, runtime: Runtime): Promise<OpenModel>;
}

/** Seals how models of `of` are opened. */
export function opener<Config>(
  of: AnyArchitecture<Config>,
  open: (files: ModelFiles<Config>, runtime: Runtime) => Promise<OpenModel>,
): Opener {
  return {
    architecture: of.id,
    async open({ manifest, ...files }, runtime) {
      const config = v.safeParse(of.config, manifest.config, { abortPipeEarly: true });
      if (!config.success) {
        const [issue] = config.issues;
        const at = ['config', v.getDotPath(issue)].filter(Boolean).join('.');
        throw new WhylightError(
          'model-broken',
          `The model ${manifest.id} is not valid at ${at}: ${issue.message}.`,
        );
      }
      return open({ ...files, manifest: { ...manifest, config: config.output } }, runtime);
    },
  };
}

/** A model with its programs on a runtime. Calls are not concurrent: the caller keeps one queue. */
export interface OpenModel {
  readonly facts: ModelFacts;
  /** What computes. */
  readonly backend: BackendOptions['provider'];
  readonly blocks: readonly PlannedBlock[];
  /** A text that every model of the kind can be asked, for warming up. */
  readonly sampleQuestion: string;
  /** Runs what depends on the image alone. */
  see(pixels: Pixels): Promise<Seen>;
  /** The model forward only, for many pictures and questions at once. */
  forward(): Promise<Forward>;
  dispose(): Promise<void>;
}

/** An image that the model has seen; what later runs need is kept until `dispose`. */
export interface Seen {
  /** @throws WhylightError ('bad-input') for a question that cannot be asked, or choices that do not fit the model */
  read(question: string, choices?: Choices): Promise<Reading>;
  /** Models that say texts: the question is then a text so far, and the answer the token that comes next. */
  readonly speech?: Speech;
  dispose(): void;
}

/** A candidate answer with the texts that stand for it. */
export interface Candidate {
  /** As it is listed among the answers. */
  readonly answer: string;
  /** Several are averaged. At least one. */
  readonly prompts: readonly string[];
}

/** A question that was read on an image, with a logit for each answer. */
export interface Reading {
  /** Answers in the order of the logits. */
  readonly vocabulary: readonly string[];
  readonly logits: ArrayLike<number>;
  /** Plain sentences about how the question was read. */
  readonly notices: readonly string[];
  readonly candidates?: readonly Candidate[];
  /** What is explained when the answer of that index is. */
  subject(answer: number): Promise<Subject>;
  dispose(): void;
}

/** One answer as it is explained: the tokens that are read for it, and where they are read. */
export interface Subject {
  /** Display text of each token of the text. */
  readonly tokens: readonly string[];
  /** Word of each token, from 0; −1 for special tokens. */
  readonly wordIds: readonly number[];
  /** The text, where it is not the question itself. */
  readonly prompt?: string;
  readonly streams: readonly Stream[];
  /** Where the tokens lie: in that stream, from that place on. */
  readonly text: { readonly stream: StreamId; readonly from: number };
  readonly readOuts: readonly ReadOut[];
  /** Attention of all heads of a block [1, h, s, q]; undefined where the answer does not depend on the block. */
  attention(block: PlannedBlock): Tensor | undefined;
  /** One backward pass. */
  explain(target: TargetVector, options: RunOptions): Promise<Run>;
  /** Logits [runs, answers] with patches or words left out; all runs equally long, and of one kind. */
  logits(runs: readonly Shortened[]): Promise<Float32Array>;
  /** Pixels and embeddings as numbers with their gradients; where the model offers `input-gradients`. */
  inputs?(target: TargetVector): ProbedInputs;
}

export interface RunOptions {
  readonly detail: Detail;
  /** Blocks of a lower depth need no gradient. */
  readonly startLayer: number;
}

/** What a backward pass left behind, until `dispose`. */
export interface Run {
  /** By the names of `evidence`. */
  readonly outputs: Outputs;
  /** Where the target reads the streams, where only its gradient tells; else the subject's. */
  readonly readOuts?: readonly ReadOut[];
  /** Inputs, logits, target and the like, for dumps; no tensor has a batch axis. */
  tensors(): TensorData[];
  dispose(): void;
}
