/** The maps on show as surfaces: one for each kind of part that the model has, the same in every column. */
import type { Part } from '../../src/anatomy';
import type { ExplanationDocument, MethodResult } from '../../src/ask';
import { sharedScale, signedScale, type ColourScale } from '../../src/overlay/scale';
import type { SurfaceKind, SurfaceParts } from '../../src/surfaces';
import { differenceOf, type ShownMaps } from './shownMaps';

/** Words that fit chips; more are running text. */
const CHIPS = 24;

/** One surface with its values in both maps. */
export interface ShownSurface<K extends SurfaceKind = SurfaceKind> {
  readonly kind: K;
  /** `image`, `text`, or the id of another stream. */
  readonly id: string;
  readonly title: string;
  readonly parts: SurfaceParts[K];
  /** Left and right, as long as there are parts. */
  readonly values: readonly [ArrayLike<number>, ArrayLike<number>];
  /** Of texts: the first token of each part, as an index into the document's tokens. */
  readonly tokens?: readonly number[];
  /** Of each map; the same one unless each has its own. */
  readonly scales: readonly [ColourScale, ColourScale];
}

type AnySurface = { [K in SurfaceKind]: ShownSurface<K> }[SurfaceKind];

/**
 * The surfaces of an explanation in their order on the page: picture, words or text, whatever else there is.
 * @param allTokens pieces of words, punctuation and special tokens one by one, in place of whole words
 */
export function surfacesOf(maps: ShownMaps, allTokens = false): AnySurface[] {
  const [left, right] = maps.panels;
  const surfaces: AnySurface[] = [];
  if (left.image.length > 0)
    surfaces.push({
      kind: 'picture',
      id: 'image',
      title: 'Picture',
      parts: { rows: maps.grid.rows, cols: maps.grid.cols },
      values: [left.image, right.image],
      scales: [left.scale, right.scale],
    });
  if (maps.words.length > 0) surfaces.push(allTokens ? tokensOf(maps) : wordsIn(maps));
  return [...surfaces, ...othersOf(maps)];
}

const wordsIn = ({ shown, panels, words, wordScale }: ShownMaps): AnySurface => ({
  kind: words.length > CHIPS ? 'text' : 'words',
  id: 'text',
  title: textTitle(shown.reply.document),
  parts: { words: words.map(({ text }) => text) },
  tokens: words.map(({ tokens: [first = 0] }) => first),
  values: [panels[0].words, panels[1].words],
  scales: [wordScale, wordScale],
});

/** Every token that the model read, special ones included. */
function tokensOf({ shown }: ShownMaps): AnySurface {
  const { tokens, methods } = shown.reply.document;
  const of = (panel: 0 | 1) => methods[shown.columns[panel]]!.text?.values ?? [];
  const values = [of(0), of(1)] as const;
  const scale = sharedScale(values);
  return {
    kind: tokens.length > CHIPS ? 'text' : 'words',
    id: 'text',
    title: `${textTitle(shown.reply.document)}, all tokens`,
    parts: { words: tokens },
    tokens: tokens.map((_, i) => i),
    values,
    scales: [scale, scale],
  };
}

/** Zero-shot models read a prompt or a text that is matched; others the question itself. */
function textTitle({ prompt, choices }: ExplanationDocument): string {
  if (choices === 'caption') return 'Text';
  return prompt === undefined ? 'Question' : 'Prompt';
}

/** Streams that are neither picture nor text. */
function othersOf({ shown }: ShownMaps): AnySurface[] {
  const { methods, streams } = shown.reply.document;
  const of = (panel: 0 | 1): MethodResult => methods[shown.columns[panel]]!;
  return (of(0).others ?? []).map(({ stream, values }) => {
    const second = of(1).others?.find((map) => map.stream === stream)?.values ?? values;
    const scale = sharedScale([values, second]);
    const parts = streams.find(({ id }) => id === stream)?.parts ?? [];
    const shared = { id: stream, values: [values, second], scales: [scale, scale] } as const;
    const queries = parts.find(({ kind }) => kind === 'queries');
    if (queries && values.length === queries.to - queries.from)
      return {
        ...shared,
        kind: 'queries',
        title: titleOf(queries),
        parts: { names: Array.from(values, (_, i) => `query ${i + 1}`) },
      };
    const [part] = parts;
    return {
      ...shared,
      kind: 'strip',
      title: part ? titleOf(part) : stream,
      parts: { count: values.length, what: part?.kind === 'frames' ? 'frames' : 'positions' },
    };
  });
}

const titleOf = ({ label }: Pick<Part, 'label'>): string => label.charAt(0).toUpperCase() + label.slice(1);

/** A surface's left map less its right one, on a scale with zero in the middle. */
export function differenceIn(surface: ShownSurface): {
  readonly values: Float32Array;
  readonly scale: ColourScale;
} {
  const values = differenceOf(...surface.values);
  return { values, scale: signedScale([values]) };
}
