import { useDeferredValue, useMemo } from 'react';
import { patchGrid, type PatchGrid } from '../../src/image/grid';
import { modelSize, type Preprocessing } from '../../src/image/config';
import { minMaxScale, sharedScale, type ColourScale } from '../../src/overlay/scale';
import type { MethodRequest } from '../../workers/protocol';
import type { PageImage } from '../image/pageImage';
import type { Shown } from '../store/playground';
import { usePlayground, useView } from '../store/hooks';
import { figureName, shortName } from '../text/methods';
import { wordsOf, wordValues, type Word } from '../text/words';

/** One panel's numbers, ready to be drawn. */
export interface PanelMaps {
  readonly request: MethodRequest;
  /** As the explanation names it: for `weighted` also where the request left it to the model. */
  readonly importance: string | undefined;
  readonly name: string;
  /** Short name; tells two panels of one method apart by their importance. */
  readonly label: string;
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
  readonly words: readonly Word[];
  readonly panels: readonly [PanelMaps, PanelMaps];
  /** From 0 to the largest value in either map. */
  readonly scale: ColourScale;
  readonly wordScale: ColourScale;
}

/**
 * The explanation on show as numbers for drawing; absent until there is one. What has just been computed comes a moment
 * later: drawing it gives way to typing.
 */
export function useShownMaps(): ShownMaps | undefined {
  const { shown, preprocessing } = useDeferredValue(
    usePlayground(({ shown, info, example }) => ({
      shown,
      preprocessing: example?.preprocessing ?? info?.preprocessing,
    })),
  );
  const { replay, perMap } = useView(({ replay, perMap }) => ({ replay, perMap }));
  return useMemo(
    () => (shown && preprocessing ? mapsOf(shown, preprocessing, replay, perMap) : undefined),
    [shown, preprocessing, replay, perMap],
  );
}

/** The model's patches on an image as it is shown. */
export function gridOn(image: PageImage, preprocessing: Preprocessing, rows: number): PatchGrid {
  const { width, height } = image.display;
  return patchGrid(width, height, preprocessing, modelSize(preprocessing).height / rows);
}

function mapsOf(
  shown: Shown,
  preprocessing: Preprocessing,
  replay: number | undefined,
  perMap: boolean,
): ShownMaps {
  const { document, replay: steps } = shown.reply;
  const words = wordsOf(document.tokens, shown.wordIds);
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
      words: wordValues(words, text),
      final: method.image.values,
    };
  };
  const parts = [part(0), part(1)] as const;
  // The scale is that of the finished maps, so that a replay grows into it.
  const scale = sharedScale(parts.map(({ final }) => final));
  const wordScale = sharedScale(
    shown.columns.map((column) => wordValues(words, document.methods[column]!.text.values)),
  );
  const isOneMethod = shown.panels[0].id === shown.panels[1].id;
  const importances = shown.columns.map((column) => document.methods[column]!.importance);
  const panel = (i: 0 | 1): PanelMaps => ({
    request: shown.panels[i],
    importance: importances[i],
    name: figureName(shown.panels[i]),
    label: labelOf(shown.panels[i], importances[i], isOneMethod),
    image: parts[i].image,
    words: parts[i].words,
    scale: perMap ? minMaxScale(parts[i].image) : scale,
    ranks: ranksOf(parts[i].image),
    isZero: parts[i].image.every((value) => value === 0),
  });
  const rows = document.methods[0]?.image.rows ?? 1;
  const panels = [panel(0), panel(1)] as const;
  return { shown, grid: gridOn(shown.image, preprocessing, rows), words, panels, scale, wordScale };
}

const labelOf = (request: MethodRequest, importance: string | undefined, isOneMethod: boolean): string =>
  isOneMethod && importance !== undefined ? `${shortName(request)}, ${importance}` : shortName(request);

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
