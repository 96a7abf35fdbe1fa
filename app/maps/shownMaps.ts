/** The explanation on show as numbers for drawing. */
import type { AskedMethod } from '../../src/ask';
import { wordsOf, wordValues, type Word } from '../../src/ask/words';
import { modelSize, type Preprocessing } from '../../src/image/config';
import { patchGrid, type PatchGrid } from '../../src/image/grid';
import { minMaxScale, sharedScale, type ColourScale } from '../../src/overlay/scale';
import type { ReplaySteps } from '../../workers/protocol';
import type { PageImage } from '../image/pageImage';
import type { Shown } from '../store/shown';
import { figureName, shortName } from '../text/methods';

/** One panel's numbers, ready to be drawn. */
export interface PanelMaps {
  readonly method: AskedMethod;
  /** As the explanation names it: for `weighted` also where the request left it to the model. */
  readonly importance: string | undefined;
  readonly name: string;
  /** Short name; tells two panels of one method apart by their importance. */
  readonly label: string;
  /** Share of the relevance of each patch, row-major. While replaying: what has come together so far. */
  readonly image: Float32Array;
  /** Share of each word, as long as `words`. */
  readonly words: Float64Array;
  readonly scale: ColourScale;
  /** Position of each patch in order of relevance, from 1; ties share the better rank. */
  readonly ranks: Uint32Array;
  readonly isZero: boolean;
}

export interface ShownMaps {
  readonly shown: Shown;
  /** The picture is of a kind that the model never saw: its maps are drawn in greys. */
  readonly isGuess: boolean;
  readonly grid: PatchGrid;
  readonly words: readonly Word[];
  readonly panels: readonly [PanelMaps, PanelMaps];
  /** From 0 to the largest value in either map. */
  readonly scale: ColourScale;
  readonly wordScale: ColourScale;
}

/** How far a replay is: the maps after each block, a column of the document each, and the block to stop at. */
export interface ReplayedTo {
  readonly steps: readonly ReplaySteps[];
  readonly block: number;
}

/** The model's patches on an image as it is shown. */
export function gridOn(image: PageImage, preprocessing: Preprocessing, rows: number): PatchGrid {
  const { width, height } = image.display;
  return patchGrid(width, height, preprocessing, modelSize(preprocessing).height / rows);
}

/** @param perMap each map on a scale of its own */
export function mapsOf(
  shown: Shown,
  preprocessing: Preprocessing,
  perMap: boolean,
  replay?: ReplayedTo,
): ShownMaps {
  const { document } = shown.reply;
  const words = wordsOf(document);
  const part = (panel: 0 | 1) => {
    const column = shown.columns[panel];
    const { image, text } = document.methods[column]!;
    const step = replay?.steps[column];
    return {
      final: { image: image?.values ?? [], words: wordValues(words, text?.values ?? []) },
      image: step
        ? scaled(step.image[replay.block]!, image?.rawMass)
        : Float32Array.from(image?.values ?? []),
      words: wordValues(words, step ? scaled(step.text[replay.block]!, text?.rawMass) : (text?.values ?? [])),
    };
  };
  const parts = [part(0), part(1)] as const;
  // The scale is that of the finished maps, so that a replay grows into it.
  const scale = sharedScale(parts.map(({ final }) => final.image));
  const wordScale = sharedScale(parts.map(({ final }) => final.words));
  const [left, right] = shown.asked.methods;
  const isOneMethod = left.id === right.id;
  const panel = (i: 0 | 1): PanelMaps => {
    const method = shown.asked.methods[i];
    const { importance } = document.methods[shown.columns[i]]!;
    const { image, words: ofWords } = parts[i];
    return {
      method,
      importance,
      name: figureName(method),
      label: labelOf(method, isOneMethod ? importance : undefined),
      image,
      words: ofWords,
      scale: perMap ? minMaxScale(image) : scale,
      ranks: ranksOf(image),
      isZero: image.every((value) => value === 0),
    };
  };
  const rows = document.methods[0]?.image?.rows ?? 1;
  const panels = [panel(0), panel(1)] as const;
  const isGuess = document.guess === true;
  return { shown, isGuess, grid: gridOn(shown.image, preprocessing, rows), words, panels, scale, wordScale };
}

const labelOf = (method: AskedMethod, importance: string | undefined): string =>
  importance === undefined ? shortName(method) : `${shortName(method)}, ${importance}`;

const scaled = (values: Float32Array, mass = 0): Float32Array =>
  mass > 0 ? values.map((value) => value / mass) : values;

/** Left minus right, one by one. */
export const differenceOf = (left: ArrayLike<number>, right: ArrayLike<number>): Float32Array =>
  Float32Array.from(left, (value, i) => value - right[i]!);

/** Rank 1 for the largest value; equal values share the rank of the first of them. */
function ranksOf(values: ArrayLike<number>): Uint32Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[b]! - values[a]!);
  const ranks = new Uint32Array(values.length);
  order.forEach((patch, i) => {
    const before = order[i - 1];
    ranks[patch] = before !== undefined && values[before] === values[patch] ? ranks[before]! : i + 1;
  });
  return ranks;
}
