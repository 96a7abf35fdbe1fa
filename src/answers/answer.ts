/**
 * What an answer form is: how what a model gave out is named, walked and drawn. Whatever is in it can be chosen; what is
 * chosen is the target. One folder a form, here and in `app/answers`; a form that lacks anything does not compile
 * (`./index.ts`).
 */
import type { Theme } from '../overlay/words';
import type { Piece } from '../surfaces/surface';

/** Likelihoods and scores are 0…1 everywhere. */
export interface AnswerData {
  /** Classes, found spans, choices: the best first. */
  readonly list: {
    readonly items: readonly { readonly text: string; readonly share: number }[];
    /** Shares are scores that don't add up to 1. */
    readonly isScore?: boolean;
  };
  /** Words in their order; punctuation is drawn and can't be chosen. */
  readonly sentence: {
    readonly items: readonly {
      readonly text: string;
      readonly share: number;
      readonly isPunctuation?: boolean;
    }[];
    /** Words are still coming. */
    readonly isGrowing?: boolean;
  };
  /** What was found, above a threshold; `box` in shares of width and height: left, top, right, bottom. */
  readonly boxes: {
    readonly items: readonly {
      readonly text: string;
      readonly share: number;
      readonly box: readonly [number, number, number, number];
    }[];
    /** Number of queries in all, and the score from which one counts as found. */
    readonly queries: number;
    readonly threshold: number;
  };
  /** One value or class a point, row by row; the cross stands on one of them. */
  readonly output: {
    readonly rows: number;
    readonly cols: number;
    /** Greys from 0 (black) to 1 (white). */
    readonly greys: ArrayLike<number>;
    /** Of segmentations: the class of each point, as an index into `names`, and how sure it is. */
    readonly classes?: ArrayLike<number>;
    readonly names?: readonly string[];
    readonly shares?: ArrayLike<number>;
    /** Of depth and the like: the value of each point, and its unit. */
    readonly values?: ArrayLike<number>;
    readonly unit?: string;
  };
  /** Anything else: its outputs by name and shape; targets are elements of the chosen one, row-major. */
  readonly choose: {
    readonly outputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
    /** Index into `outputs`. */
    readonly chosen: number;
    readonly values: ArrayLike<number>;
  };
}

export type AnswerKind = keyof AnswerData;

/** The Why line, in its pieces: “Why” “a” **spoon** “here” “rather than” nothing. */
export interface WhyLine {
  /** Before the target: “Why”, “Why a”, “Why it begins at”. */
  readonly lead: string;
  readonly target: string;
  /** Behind the target, before “rather than”: “here”; may be empty. */
  readonly place: string;
  /** What the target is held against when nothing is chosen: “anything else”, “nothing”; absent: there is no such thing. */
  readonly otherwise?: string;
}

/** What a figure's answer is drawn from. */
export interface AnswerPieceRequest<K extends AnswerKind> {
  readonly data: AnswerData[K];
  readonly target: number;
  readonly width: number;
  readonly theme: Theme;
}

export type DrawAnswer<K extends AnswerKind> = (request: AnswerPieceRequest<K>) => Piece;

export interface AnswerForm<K extends AnswerKind = AnswerKind> {
  readonly kind: K;
  /** Title of the answer line: “Answer”, “Found”, “Output”. */
  readonly label: string;
  /** One quiet line at its right: what can be done with it; may be empty. */
  hint(data: AnswerData[K]): string;
  /** How many targets there are. */
  size(data: AnswerData[K]): number;
  /** One target: “dusk, 64 per cent, word 9 of 13, explained”. */
  targetName(data: AnswerData[K], at: number, isExplained: boolean): string;
  why(data: AnswerData[K], target: number): WhyLine;
  /** The target that a key leads to, by `KeyboardEvent.key`; undefined: the key means nothing here. */
  move(data: AnswerData[K], at: number, key: string): number | undefined;
  /** Draws it in a figure; loaded when somebody exports. */
  piece(): Promise<DrawAnswer<K>>;
}
