import type { AttentionBlock, Grid } from '../anatomy';
import type { Preprocessing } from '../image/config';
import type { Need } from '../methods/method';
import type { Importance } from '../relevance/types';

/** Where a model's answers come from: a vocabulary of its own, or candidates that come with each question. */
export type Answering = 'vocabulary' | 'candidates';

/** What there is to know of a model before anything is asked of it. */
export interface ModelFacts {
  readonly id: string;
  readonly name: string;
  /** SHA-256 of its weights, which identifies it in documents and links. */
  readonly sha256: string;
  /** Id of its architecture: a folder of `models`. */
  readonly architecture: string;
  readonly licence: string;
  readonly answering: Answering;
  /** What it says where it speaks: it is then asked a text so far, and answers with the token that comes next. */
  readonly says?: 'captions';
  /** How logits become probabilities: of one right answer (when left out), or of each answer by itself. */
  readonly scoring?: 'softmax' | 'sigmoid';
  /** The answer vocabulary; empty where candidates come with the question. */
  readonly answers: readonly string[];
  /** `nothing`: the model takes no text, and the question is empty. A question when left out. */
  readonly asks?: 'question' | 'nothing';
  /** What methods can be given (see `Need`); a method that needs more does not serve this model. */
  readonly offers: readonly Need[];
  /** Where the patches lie on the image. */
  readonly grid: Grid;
  /** Side of the square image that the model sees, in pixels. */
  readonly imageSize: number;
  /** Most tokens of a text. */
  readonly maxTokens: number;
  /** In the order of the forward pass. */
  readonly blocks: readonly AttentionBlock[];
  /** Start layers run from 0 to one below it. */
  readonly startLayers: number;
  readonly recommended: { readonly startLayer: number; readonly importance: Importance };
  /** `stickers` for the bundled world: photographs are outside of what the model knows. */
  readonly domain: 'stickers' | 'photographs';
  /** How an image becomes the model's input: where the patches lie on it. */
  readonly preprocessing: Preprocessing;
}
