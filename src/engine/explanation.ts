import { lengthOf } from '../anatomy';
import type { AskedMethod } from '../ask/asked';
import type { ExplanationDocument, MethodResult } from '../ask/document';
import { attentionMaps, isProbe, relevanceOf, replayOf, ruleOf } from '../methods/compute';
import type { Evidence, MethodOptions } from '../methods/method';
import type { Probe } from '../methods/probe';
import { methodById, requireServes } from '../methods/registry';
import { IMPORTANCES, tokenWeights } from '../relevance/importance';
import type { Block, Importance, Relevance, StreamMaps } from '../relevance/types';
import { WhylightError } from '../tensor/error';
import type { TensorData } from '../weights/safetensors-write';
import type { OpenModel, Reading, Subject } from './architecture';
import { explanationDocument, type Findings } from './assemble';
import { blockAt, readAttention, type AttentionMap } from './attention';
import { readBlocks } from './blocks';
import { dumpTensors } from './dump';
import type { LinkOptions } from './link';
import { imageMapOf, placedMaps, textMapOf } from './maps';
import { perturbExample, type PerturbTask } from './perturb';
import { methodOptions } from './settings';
import type { TargetVector } from './target';

/** What an explanation starts from. */
export interface Question {
  readonly model: OpenModel;
  readonly reading: Reading;
  readonly subject: Subject;
  readonly target: TargetVector;
  readonly methods: readonly AskedMethod[];
  readonly startLayer: number;
  /** Called between the steps with how many methods are done; throws when the caller has lost interest. */
  readonly checkpoint: (done: number) => void;
  readonly findings: Pick<Findings, 'image' | 'question' | 'choices' | 'answers' | 'notices'>;
  /** When the explanation was asked for, on the platform's clock in milliseconds. */
  readonly started: number;
  /** Milliseconds before the explanation. */
  readonly timings: Readonly<Record<string, number>>;
}

/** Weight w of each query token of a block under each importance that the model gives. */
export interface BlockWeights {
  /** Index in forward order. */
  readonly block: number;
  readonly query: string;
  readonly weights: Readonly<Record<Importance, Float32Array>>;
}

/** Maps of one method after each block (first index: block), not normalised. */
export interface ReplaySteps {
  readonly image: Float32Array[];
  readonly text: Float32Array[];
}

type MethodMaps = Findings['maps'][number];

/** Explains one answer: one backward pass, then every method. @throws MethodError or WhylightError in one sentence */
export async function explain(question: Question): Promise<Explanation> {
  const { model, subject, target, startLayer, methods, checkpoint, started } = question;
  const options = methods.map((method) => methodOptions(model.facts, method, startLayer));
  for (const { id } of options) requireServes(methodById(id), model.facts.offers);
  const run = await subject.explain(target, { detail: 'reduced', startLayer });
  try {
    checkpoint(0);
    const sizes = Object.fromEntries(subject.streams.map((stream) => [stream.id, lengthOf(stream)]));
    const blocks = readBlocks(model.blocks, run.outputs, sizes);
    const backward = performance.now();
    const evidence = { streams: subject.streams, blocks, readOuts: run.readOuts ?? subject.readOuts };
    const fromAttention = options.filter(({ id }) => !isProbe(id));
    const accumulatedMaps = attentionMaps(evidence, fromAttention);
    const accumulated = performance.now();
    const maps: MethodMaps[] = [];
    for (const method of options) {
      checkpoint(maps.length);
      const place = fromAttention.indexOf(method);
      maps.push(place < 0 ? await probed(question, method) : { maps: accumulatedMaps[place]! });
    }
    checkpoint(maps.length);
    const finished = performance.now();
    const document = explanationDocument({
      ...question.findings,
      facts: model.facts,
      subject,
      target,
      methods: options,
      maps,
      timings: {
        ...question.timings,
        explain: finished - started,
        backward: backward - started,
        accumulate: accumulated - backward,
        ...(fromAttention.length < options.length ? { inputMethods: finished - accumulated } : {}),
      },
    });
    return new Explanation(question, evidence, options, maps, document);
  } finally {
    run.dispose();
  }
}

/** Maps of a method that runs the model again. */
async function probed({ model, subject, target }: Question, { id }: MethodOptions): Promise<MethodMaps> {
  const { compute } = methodById(id);
  if (compute.kind !== 'probe') throw new Error(`Method ${id} is no probe.`);
  const inputs = subject.inputs?.(target);
  const probe: Probe = {
    streams: subject.streams,
    grid: model.facts.grid,
    wordIds: subject.wordIds,
    target: target.c,
    logits: (runs) => subject.logits(runs),
    ...(inputs ? { inputs } : {}),
    maps: (image, text) => placedMaps(subject, image, text),
  };
  return compute.maps(probe);
}

/** An answer explained. Valid as long as the answer that it belongs to is. */
export class Explanation {
  constructor(
    private readonly question: Question,
    private readonly evidence: Evidence,
    private readonly options: readonly MethodOptions[],
    private readonly maps: readonly MethodMaps[],
    /** What is shown, exported and linked: answers, words, and one map a method. */
    readonly document: ExplanationDocument,
  ) {}

  /** What the relevance rules read of every attention block. */
  get blocks(): readonly Block[] {
    return this.evidence.blocks;
  }

  /** How much attention counts in each block, token by token. */
  blockWeights(): BlockWeights[] {
    return this.blocks.map((block, n) => ({
      block: n,
      query: block.query,
      weights: Object.fromEntries(
        IMPORTANCES.filter((name) => block.importance[name]).map((name) => [
          name,
          Float32Array.from(tokenWeights(block, name)),
        ]),
      ) as Record<Importance, Float32Array>,
    }));
  }

  /** Maps of a method as they stand after each block, as if the model ended there. @throws WhylightError for a probe not asked for */
  replay(method: AskedMethod): ReplaySteps {
    const steps = this.steps(this.optionsOf(method));
    const { subject } = this.question;
    return {
      image: steps.map((maps) => Float32Array.from(imageMapOf(maps, subject))),
      text: steps.map((maps) => Float32Array.from(textMapOf(maps, subject))),
    };
  }

  /** One value a token of every stream, not normalised, in the order of the methods. */
  get streamMaps(): readonly StreamMaps[] {
    return this.maps.map(({ maps }) => maps);
  }

  /** The fragment of a link that shows this explanation and can be verified. @throws LinkError for what does not fit */
  async link(options: LinkOptions = {}): Promise<string> {
    const { linkOf } = await import('./link');
    const { model } = this.question;
    return linkOf(this.document, model.backend, model.facts.imageSize, options);
  }

  /** Full relevance matrices of a method that accumulates. @throws MethodError for another */
  relevance(method: AskedMethod): Relevance {
    return relevanceOf(this.evidence, this.optionsOf(method));
  }

  /** Attention of a block and head (mean over heads when left out), of the answer that is explained; row-major. */
  async attention(block: number, head?: number): Promise<AttentionMap> {
    const { model, subject } = this.question;
    const place = blockAt(model.blocks, block, head);
    const tensor = subject.attention(place);
    if (!tensor)
      throw new WhylightError(
        'bad-input',
        `Block ${block} (${place.kind} ${place.layer}) has no influence on the answer and is not run.`,
      );
    const sizes = Object.fromEntries(subject.streams.map((stream) => [stream.id, lengthOf(stream)]));
    return readAttention(place, tensor, sizes, head);
  }

  /** Perturbation curves of maps of this explanation, told point by point; see `perturbExample`. */
  async perturb(task: PerturbTask): Promise<void> {
    const { model, reading, subject, target } = this.question;
    await perturbExample(
      {
        vocabulary: reading.vocabulary,
        wordIds: subject.wordIds,
        target,
        scoring: model.facts.scoring,
        logits: (runs) => subject.logits(runs),
      },
      task,
    );
  }

  /**
   * Everything between question and maps as named tensors, for checks by other programs (see `dumpTensors`).
   * @param names under which the methods' matrices stand; methods without matrices are left out
   */
  async dump(names: readonly string[]): Promise<TensorData[]> {
    const { model, subject, target } = this.question;
    const matrices = this.options.flatMap((options, n) =>
      ruleOf(options) === null ? [] : [[names[n]!, relevanceOf(this.evidence, options)] as const],
    );
    const run = await subject.explain(target, { detail: 'full', startLayer: 0 });
    try {
      return dumpTensors(run, model.blocks, subject.streams, Object.fromEntries(matrices));
    } finally {
      run.dispose();
    }
  }

  private optionsOf(method: AskedMethod): MethodOptions {
    const { model, startLayer } = this.question;
    return methodOptions(model.facts, method, startLayer);
  }

  private steps(options: MethodOptions): readonly StreamMaps[] {
    if (!isProbe(options.id)) return replayOf(this.evidence, options);
    const asked = this.options.findIndex(({ id }) => id === options.id);
    if (asked < 0)
      throw new WhylightError(
        'bad-input',
        'Only methods that the explanation was asked for can be replayed.',
      );
    // A method that knows no layers: its map stands after every block.
    return this.blocks.map(() => this.maps[asked]!.maps);
  }
}

export type { MethodResult };
