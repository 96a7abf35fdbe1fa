import type { Grid } from '../anatomy';
import type { Pixels } from '../image/pixels';

/** One question with its truth. */
export interface Item {
  /** Unique in the dataset. */
  readonly id: string;
  readonly question: string;
  readonly family: string;
  /** The answer that counts in full; explanations of errors name it. */
  readonly truth: string;
  /** Credit for an answer, 0 … 1: 0 or 1 for scenes, VQA's soft accuracy for its format. */
  credit(answer: string): number;
}

/** A picture as the model gets it, and where on it the reasons lie. */
export interface Drawn {
  readonly pixels: Pixels;
  /**
   * For each item the share of each patch that its justifying objects cover, 0 … 1, row-major; null where nothing
   * justifies the answer ("no dog") or the truth is not known.
   */
  readonly coverage: readonly (Float32Array | null)[];
}

/** A picture with the questions on it. Statistics resample whole pictures. */
export interface Picture {
  readonly id: string;
  readonly items: readonly Item[];
  /** Draws or decodes the picture for a model that sees `size` × `size` pixels and has its patches on `grid`. */
  draw(size: number, grid: Grid): Promise<Drawn>;
  /** A sentence that says what the picture shows, where there is one. */
  readonly caption?: () => string;
}

export interface Baselines {
  /** Accuracy of always giving the most frequent answer. */
  readonly majority: number;
  /** Accuracy of the most frequent answer to what is asked, without the picture. */
  readonly questionOnly: number;
}

/** What is evaluated: pictures in a fixed order, and what is known about the whole. */
export interface Dataset {
  /** As given on the command line. */
  readonly name: string;
  readonly pictures: readonly Picture[];
  /** Whether `coverage` is ever known. */
  readonly hasTruth: boolean;
  /** Captions of pictures that stand beside a picture in the retrieval test, its own first; none where there are no captions. */
  readonly captionsBeside?: (picture: number) => readonly string[];
  readonly baselines: () => Baselines & { readonly families?: Readonly<Record<string, Baselines>> };
}

/** Number of questions in some pictures. */
export const questionCount = (pictures: readonly Picture[]): number =>
  pictures.reduce((sum, { items }) => sum + items.length, 0);
