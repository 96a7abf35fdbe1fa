import { useMemo } from 'react';
import { patchGrid, type PatchGrid } from '../../src/image/grid';
import { clipPreprocessing } from '../../src/image/config';
import { minMaxScale, sharedScale, type ColourScale } from '../../src/overlay/scale';
import type { MethodRequest } from '../../workers/protocol';
import type { PageImage } from '../image/pageImage';
import type { Shown } from '../store/playground';
import { usePlayground, useView } from '../store/hooks';
import { figureName } from '../text/methods';
import { isSpecialToken } from '../text/format';

/** One panel's numbers, ready to be drawn. */
export interface PanelMaps {
  readonly request: MethodRequest;
  readonly name: string;
  /** Share of the relevance of each patch, row-major. While replaying: what has come together so far. */
  readonly image: Float32Array;
  /** Share of each word, as long as `words`. */
  readonly words: Float32Array;
  readonly scale: ColourScale;
  /** Position of each patch in order of relevance, from 1; ties share the better rank. */
  readonly ranks: Uint32Array;
  readonly isZero: boolean;
}

export interface ShownMaps {
  readonly shown: Shown;
  readonly grid: PatchGrid;
  /** Tokens that are words, with their index in the document. */
  readonly words: readonly { readonly text: string; readonly index: number }[];
  readonly panels: readonly [PanelMaps, PanelMaps];
  /** From 0 to the largest value in either map. */
  readonly scale: ColourScale;
  readonly wordScale: ColourScale;
}

/** The explanation on show as numbers for drawing; absent until there is one. */
export function useShownMaps(): ShownMaps | undefined {
  const { shown, imageSize } = usePlayground(({ shown, info }) => ({ shown, imageSize: info?.imageSize }));
  const { replay, perMap } = useView(({ replay, perMap }) => ({ replay, perMap }));
  return useMemo(
    () => (shown && imageSize !== undefined ? mapsOf(shown, imageSize, replay, perMap) : undefined),
    [shown, imageSize, replay, perMap],
  );
}

/** The model's patches on an image as it is shown. */
export function gridOn(image: PageImage, imageSize: number, rows: number): PatchGrid {
  const { width, height } = image.display;
  return patchGrid(width, height, clipPreprocessing(imageSize), imageSize / rows);
}

function mapsOf(shown: Shown, imageSize: number, replay: number | undefined, perMap: boolean): ShownMaps {
  const { document, replay: steps } = shown.reply;
  const words = document.tokens
    .map((text, index) => ({ text, index }))
    .filter(({ text }) => !isSpecialToken(text));
  const part = (panel: 0 | 1) => {
    const column = shown.columns[panel];
    const method = document.methods[column]!;
    const step = replay === undefined ? undefined : steps[column];
    const image = step
      ? scaled(step.image[replay!]!, method.image.rawMass)
      : Float32Array.from(method.image.values);
    const text = step
      ? scaled(step.text[replay!]!, method.text.rawMass)
      : Float32Array.from(method.text.values);
    return {
      image,
      words: Float32Array.from(words, ({ index }) => text[index] ?? 0),
      final: method.image.values,
    };
  };
  const parts = [part(0), part(1)] as const;
  // The scale is that of the finished maps, so that a replay grows into it.
  const scale = sharedScale(parts.map(({ final }) => final));
  const wordScale = sharedScale(shown.columns.map((column) => document.methods[column]!.text.values));
  const panel = (i: 0 | 1): PanelMaps => ({
    request: shown.panels[i],
    name: figureName(shown.panels[i]),
    image: parts[i].image,
    words: parts[i].words,
    scale: perMap ? minMaxScale(parts[i].image) : scale,
    ranks: ranksOf(parts[i].image),
    isZero: parts[i].image.every((value) => value === 0),
  });
  const rows = document.methods[0]?.image.rows ?? 1;
  const panels = [panel(0), panel(1)] as const;
  return { shown, grid: gridOn(shown.image, imageSize, rows), words, panels, scale, wordScale };
}

const scaled = (values: Float32Array, mass: number): Float32Array =>
  mass > 0 ? values.map((value) => value / mass) : values;

/** Rank 1 for the largest value; equal values share the rank of the first of them. */
export function ranksOf(values: ArrayLike<number>): Uint32Array {
  const order = Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[b]! - values[a]!);
  const ranks = new Uint32Array(values.length);
  order.forEach((patch, i) => {
    const before = order[i - 1];
    ranks[patch] = before !== undefined && values[before] === values[patch] ? ranks[before]! : i + 1;
  });
  return ranks;
}
