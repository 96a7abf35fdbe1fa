/** Many pictures and questions at once, forward only: what datasets are evaluated with. */
import type { Shortened } from '../methods/probe';
import type { Pixels } from '../image/pixels';

/** A question on one of the pictures that were seen together. */
export interface AskedOf {
  /** Row of the picture in the batch that `see` was given. */
  readonly row: number;
  readonly question: string;
}

/** Answers in the order of the logits, and one logit for each. */
export interface Logits {
  readonly vocabulary: readonly string[];
  readonly logits: ArrayLike<number>;
}

/** How words are left out of a text: those that stay close up, or keep their positions. */
export type Removal = 'closed-up' | 'in-place';

/** Pictures that were run together. */
export interface SeenTogether {
  /** Logits of questions, each on its picture; in the order asked. */
  ask(questions: readonly AskedOf[]): Promise<Logits[]>;
  /**
   * Logits [runs, answers] of one question with patches or words left out, in the order of the runs. `answer` names the
   * answer that is explained: where a text of its own stands for it, that text's words are meant.
   */
  shortened(
    asked: AskedOf,
    answer: string,
    runs: readonly Shortened[],
    removal?: Removal,
  ): Promise<Float32Array>;
  /** Unit-length embeddings of the pictures, [rows, width]; where the model has them. */
  embedImages?(): Promise<Float32Array>;
}

export interface Forward {
  /** Runs the pictures through the vision part. */
  see(pictures: readonly Pixels[]): Promise<SeenTogether>;
  /** Unit-length embeddings of texts, one a text; where the model has them. */
  embedTexts?(texts: readonly string[]): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}
