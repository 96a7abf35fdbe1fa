import { checkedQuestion, type AskedMethod, type Choices } from '../ask/asked';
import { DEFAULT_METHODS } from '../ask/defaults';
import type { Answer } from '../ask/document';
import type { Pixels } from '../image/pixels';
import { WhylightError } from '../tensor/error';
import { sha256Hex } from '../weights/digest';
import type { Candidate, OpenModel, Reading, Seen } from './architecture';
import { describe, type Caption, type DescribeOptions } from './caption';
import { checkedAnswer, checkedMethods, checkedPixels } from './check';
import { explain, type Explanation } from './explanation';
import type { Speech } from './generate';
import { rankAnswers, startLayerOf } from './settings';
import { targetVector } from './target';
import type { ModelFacts } from './types';

/** Part of a platform's `AbortSignal` that is used here. */
export interface Signal {
  readonly aborted: boolean;
}

/** What any call may be given. */
export interface CallOptions {
  /** Looked at between the steps of a call; an aborted one rejects with an `AbortError`. */
  readonly signal?: Signal | undefined;
}

export interface AskOptions extends CallOptions {
  /** Answers to choose from, or that the text is a caption; for models without a vocabulary of their own. */
  readonly choices?: Choices | undefined;
}

export interface ExplainOptions extends CallOptions {
  /** Told how many methods are done, of how many. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** The answer to explain; the model's first when left out. */
  readonly answer?: string | undefined;
  /** Explain why that answer rather than this one. */
  readonly rather?: string | undefined;
  /** Ids, or methods with an importance and seed; weighted and equal relevance when left out. */
  readonly methods?: readonly (string | AskedMethod)[];
  /** Blocks of a lower depth are left out; the model's recommendation when left out. */
  readonly startLayer?: number | undefined;
}

/**
 * A model that is ready to be asked. One call at a time; `dispose` frees its memory.
 *
 * @example
 * const answer = await model.ask(pixels, 'what is on the left?');
 * const why = await answer.explain({ methods: ['weighted', 'equal'], rather: 'a dog' });
 * console.log(answer.answers[0], why.document.methods[0], await why.link());
 */
export class Model {
  constructor(private readonly open: OpenModel) {}

  /** What there is to know of the model before it is asked anything. */
  get facts(): ModelFacts {
    return this.open.facts;
  }

  /** For datasets: the model forward only, many pictures and questions at once. */
  forward(): ReturnType<OpenModel['forward']> {
    return this.open.forward();
  }

  /** Runs what depends on the image alone, so that several questions pay for it once. */
  async see(pixels: Pixels, { signal }: CallOptions = {}): Promise<SeenImage> {
    throwIfAborted(signal);
    const start = performance.now();
    const { data, width, height } = checkedPixels(pixels);
    const seen = await this.open.see(pixels);
    const sha256 = await sha256Hex(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return new SeenImage(seen, sha256, width, height, performance.now() - start);
  }

  /**
   * Answers a question about an image.
   * @throws WhylightError ('bad-input') for a question or choices that the model cannot be asked
   */
  async ask(
    image: Pixels | SeenImage,
    question: string,
    { choices, signal }: AskOptions = {},
  ): Promise<Answered> {
    const text = checkedQuestion(question, choices);
    const isMine = !(image instanceof SeenImage);
    const seen = isMine ? await this.see(image, { signal }) : image;
    const start = performance.now();
    try {
      throwIfAborted(signal);
      const reading = await seen.read(text, choices);
      return new Answered(this.open, seen, isMine, reading, text, choices, performance.now() - start);
    } catch (error) {
      if (isMine) seen.dispose();
      throw error;
    }
  }

  /** Runs everything once on a grey image so that later runs are fast. */
  async warmUp(onStep?: (done: number, total: number) => void): Promise<void> {
    const side = this.facts.imageSize;
    const grey = { width: side, height: side, data: new Uint8ClampedArray(side * side * 4).fill(128) };
    const image = await this.see(grey);
    onStep?.(1, 3);
    const answered = await this.ask(image, this.open.sampleQuestion);
    onStep?.(2, 3);
    await answered.explain();
    onStep?.(3, 3);
    answered.dispose();
    image.dispose();
  }

  async dispose(): Promise<void> {
    await this.open.dispose();
  }
}

/** An image that a model has seen; valid until `dispose`. */
export class SeenImage {
  constructor(
    private readonly seen: Seen,
    /** Of the RGBA bytes. */
    readonly sha256: string,
    readonly width: number,
    readonly height: number,
    readonly milliseconds: number,
  ) {}

  read(question: string, choices?: Choices): Promise<Reading> {
    return this.seen.read(question, choices);
  }

  /** What tells captions of the image. @throws WhylightError ('bad-input') for a model that does not */
  get speech(): Speech {
    if (this.seen.speech) return this.seen.speech;
    throw new WhylightError(
      'bad-input',
      'This model answers questions and tells no captions: ask it a question, or open a model that describes pictures.',
    );
  }

  /**
   * Tells what the image shows. To explain a word, ask the model what stands before it, and explain the word's answer.
   * @throws WhylightError ('bad-input') for a model that tells no captions, or a start that it has no room for
   */
  describe(options?: DescribeOptions): Promise<Caption> {
    return describe(this.speech, options);
  }

  dispose(): void {
    this.seen.dispose();
  }
}

/** A question answered on an image; what explanations need of it is kept until `dispose`. */
export class Answered {
  /** All answers, most probable first. */
  readonly answers: readonly Answer[];

  constructor(
    private readonly model: OpenModel,
    private readonly image: SeenImage,
    private readonly ownsImage: boolean,
    private readonly reading: Reading,
    readonly question: string,
    private readonly choices: Choices | undefined,
    readonly milliseconds: number,
  ) {
    this.answers = rankAnswers(reading.logits, reading.vocabulary, model.facts.scoring);
  }

  /** Sentences that a person should know about how the question was read. */
  get notices(): readonly string[] {
    return this.reading.notices;
  }

  /** Models without a vocabulary: the candidate answers with the texts that stand for them. */
  get candidates(): readonly Candidate[] | undefined {
    return this.reading.candidates;
  }

  /**
   * Explains an answer by any methods that the model allows.
   * @throws WhylightError or MethodError, in one sentence, for an answer, method or start layer that there is not
   */
  async explain(options: ExplainOptions = {}): Promise<Explanation> {
    const { answer, rather, methods = DEFAULT_METHODS, startLayer, signal, onProgress } = options;
    throwIfAborted(signal);
    const started = performance.now();
    const { model, reading, image } = this;
    const first = startLayerOf(model.facts, startLayer);
    const asked = {
      ...(checkedAnswer(answer) === undefined ? {} : { answer }),
      ...(checkedAnswer(rather) === undefined ? {} : { versus: rather }),
    };
    const wanted = checkedMethods(methods);
    const target = targetVector(asked, reading.vocabulary, this.answers[0]!.text);
    const subject = await reading.subject(target.index);
    return explain({
      model,
      reading,
      subject,
      target,
      methods: wanted,
      startLayer: first,
      started,
      checkpoint(done) {
        throwIfAborted(signal);
        onProgress?.(done, methods.length);
      },
      findings: {
        image: { sha256: image.sha256, width: image.width, height: image.height },
        question: this.question,
        choices: this.choices,
        answers: this.answers,
        notices: reading.notices,
      },
      timings: { encodeImage: image.milliseconds, answer: this.milliseconds },
    });
  }

  dispose(): void {
    this.reading.dispose();
    if (this.ownsImage) this.image.dispose();
  }
}

/** @throws WhylightError with the name `AbortError` */
function throwIfAborted(signal: Signal | undefined): void {
  if (!signal?.aborted) return;
  const error = new WhylightError('bad-input', 'The request was aborted.');
  error.name = 'AbortError';
  throw error;
}
