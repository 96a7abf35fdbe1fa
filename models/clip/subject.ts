import type { ReadOut, Stream } from '../../src/anatomy';
import type { Candidate, Run, RunOptions, Subject } from '../../src/engine/architecture';
import type { PlannedBlock } from '../../src/engine/planned-blocks';
import { float32, withoutBatch } from '../../src/engine/dump';
import type { Feeds } from '../../src/engine/feeds';
import { TensorPool } from '../../src/engine/program';
import type { TargetVector } from '../../src/engine/target';
import type { ModelFacts } from '../../src/engine/types';
import type { Shortened } from '../../src/methods/probe';
import type { Encoding } from '../../src/text/tokenizer';
import { TOWERS, type ZeroShotTowers } from './zero-shot-towers';
import type { Tower } from './tower-programs';
import {
  candidateTarget,
  imageCotangent,
  promptCotangent,
  shortenedScores,
  type PromptEmbeddings,
  type Scores,
} from './score';
import { imagesOf, textsOf } from './texts';

/** An image that the vision tower has seen. */
export interface SeenByClip {
  /** [N, 3p²] */
  readonly patches: Float32Array;
  readonly pool: TensorPool;
  /** Unit length, [projection_dim]. */
  readonly embedding: Float32Array;
}

/** A question as it was answered, and the answer that is explained. */
export interface AnsweredPrompts {
  readonly image: SeenByClip;
  readonly candidates: readonly Candidate[];
  readonly embeddings: readonly PromptEmbeddings[];
  readonly scores: Scores;
  /** Index of the candidate whose prompt is explained. */
  readonly answer: number;
}

/** A candidate's prompt nearest to the image, and what the text tower computed of it. */
export class TowerSubject implements Subject {
  readonly tokens: readonly string[];
  readonly wordIds: readonly number[];
  readonly streams: readonly Stream[];
  readonly readOuts: readonly ReadOut[];
  readonly text = { stream: 'text', from: 0 } as const;

  private constructor(
    private readonly towers: ZeroShotTowers,
    private readonly facts: ModelFacts,
    private readonly answered: AnsweredPrompts,
    readonly prompt: string,
    private readonly encoding: Encoding,
    /** Forward values of the text tower. */
    private readonly words: TensorPool,
  ) {
    this.tokens = encoding.tokens;
    this.wordIds = encoding.wordIds;
    const { streams, readOuts } = towers.anatomy(encoding);
    this.streams = streams;
    this.readOuts = readOuts;
  }

  static async create(
    towers: ZeroShotTowers,
    facts: ModelFacts,
    answered: AnsweredPrompts,
  ): Promise<TowerSubject> {
    const { candidates, scores, answer } = answered;
    const prompt = candidates[answer]!.prompts[scores.winners[answer]!]!;
    const encoding = towers.tokenizer.encode(prompt);
    const forward = await towers.forward('text', 'reduced');
    const words = new TensorPool();
    towers.feed(words, towers.embeddings.text([{ ids: encoding.ids }]));
    await forward.run(words, words);
    return new TowerSubject(towers, facts, answered, prompt, encoding, words);
  }

  attention({ query, attention }: PlannedBlock) {
    // A pooling head is a stream of its own, behind the image's.
    const pool = query === 'text' ? this.words : this.answered.image.pool;
    return attention === undefined ? undefined : pool.get(attention);
  }

  async explain(target: TargetVector, { detail, startLayer }: RunOptions): Promise<Run> {
    const { towers, answered } = this;
    const weights = candidateTarget(answered.scores.logits, target.index, target.rival, towers.scoring.kind);
    const cotangents = this.cotangents(weights);
    // A pool each: values of the two towers have names of their own tower only.
    const pools = {
      image: new TensorPool(detail === 'reduced' ? answered.image.pool : undefined),
      text: new TensorPool(detail === 'reduced' ? this.words : undefined),
    };
    const dispose = () => TOWERS.forEach((tower) => pools[tower].dispose());
    try {
      for (const tower of TOWERS) {
        const [pool, data] = [pools[tower], cotangents[tower]];
        if (detail === 'full') {
          towers.feed(pool, this.feeds(tower));
          await (await towers.forward(tower, 'full')).run(pool, pool);
        }
        towers.feed(pool, { [`${tower}_cotangent`]: { shape: [1, data.length], data } });
        await (await towers.backward(tower, detail, this.backwardFrom(startLayer))).run(pool, pool);
      }
    } catch (error) {
      dispose();
      throw error;
    }
    const outputs = (name: string) => pools.image.get(name) ?? pools.text.get(name);
    const { logits } = answered.scores;
    return {
      outputs,
      tensors: () => [
        ...towers.inputTensors(answered.image.patches, this.encoding.ids),
        float32('logits', [logits.length], Float32Array.from(logits)),
        float32('target', [weights.length], Float32Array.from(weights)),
        ...TOWERS.flatMap((tower) => [
          withoutBatch(`${tower}_embedding`, outputs(`${tower}_embedding`)!),
          float32(`${tower}_embedding.gradient`, [cotangents[tower].length], cotangents[tower]),
        ]),
      ],
      dispose,
    };
  }

  /** Scores all candidates while patches of the image, or words of the explained prompt, are missing. */
  async logits(runs: readonly Shortened[]): Promise<Float32Array> {
    const { towers, answered, encoding } = this;
    const { image, embeddings, scores, answer } = answered;
    const images = imagesOf(image.patches, runs);
    const isWhole = images.every(({ kept }) => kept === undefined || kept.length === towers.side ** 2);
    const seen = isWhole ? images.map(() => image.embedding) : await towers.embedImages(images);
    const read = await towers.embedTexts(textsOf(encoding, runs));
    return shortenedScores({ embeddings, scores, answer, scoring: towers.scoring }, seen, read, runs.length);
  }

  dispose(): void {
    this.words.dispose();
  }

  private feeds(tower: Tower): Feeds {
    const { towers, answered, encoding } = this;
    return tower === 'image'
      ? towers.imageFeeds([{ patches: answered.image.patches }])
      : towers.embeddings.text([{ ids: encoding.ids }]);
  }

  /** ∂y/∂ of the image's embedding and of the explained prompt's. */
  private cotangents(weights: Float64Array): Readonly<Record<Tower, Float32Array>> {
    const { image, embeddings, answer } = this.answered;
    const { scale } = this.towers.scoring;
    return {
      image: imageCotangent(embeddings, weights, scale),
      text: promptCotangent(image.embedding, embeddings[answer]!, weights[answer]!, scale),
    };
  }

  /** Two backward programs a tower at most, since each costs memory: from the recommended start layer, and whole. */
  private backwardFrom(startLayer: number): number {
    const { recommended } = this.facts;
    return startLayer >= recommended.startLayer ? recommended.startLayer : 0;
  }
}
