/** The maps of a document as surfaces: one for each kind of part that the model has, the same in every column. */
import type { Part } from '../anatomy';
import type { ExplanationDocument, MethodResult, StreamMap } from '../ask/document';
import { wordsOf, wordValues } from '../ask/words';
import type { SurfaceKind, SurfaceParts } from '../surfaces';

/** Words that fit chips; more are running text. */
const MOST_CHIPS = 24;

export interface DocumentSurface<K extends SurfaceKind = SurfaceKind> {
  readonly kind: K;
  /** “Picture”, “Question”, a stream's own label. */
  readonly title: string;
  readonly parts: SurfaceParts[K];
  /** One map a method, as long as there are parts; undefined where a method has none. */
  readonly maps: readonly (ArrayLike<number> | undefined)[];
}

export type AnySurface = { [K in SurfaceKind]: DocumentSurface<K> }[SurfaceKind];

/** The surfaces of a document in their order: picture, words or text, whatever else there is. */
export function surfacesOf(document: ExplanationDocument): AnySurface[] {
  return [...pictureOf(document), ...wordsIn(document), ...othersOf(document)];
}

/** Whether a method's maps have a sign: then all of them are drawn on scales with zero in the middle. */
export function isSigned({ image, text, others = [] }: MethodResult): boolean {
  const maps = [image, text, ...others].flatMap((map) => (map ? [map.values] : []));
  return maps.some((values) => values.some((value) => value < 0));
}

function pictureOf({ methods }: ExplanationDocument): DocumentSurface<'picture'>[] {
  const first = methods.find(({ image }) => image)?.image;
  if (!first) return [];
  const { rows, cols } = first;
  const maps = methods.map(({ image }) => image?.values);
  return [{ kind: 'picture', title: 'Picture', parts: { rows, cols }, maps }];
}

function wordsIn(document: ExplanationDocument): AnySurface[] {
  const { methods } = document;
  const words = wordsOf(document);
  if (words.length === 0 || !methods.some(({ text }) => text)) return [];
  return [
    {
      kind: words.length > MOST_CHIPS ? 'text' : 'words',
      title: textTitle(document),
      parts: { words: words.map(({ text }) => text) },
      maps: methods.map(({ text }) => text && wordValues(words, text.values)),
    },
  ];
}

/** Zero-shot models read a prompt or a text that is matched; others the question itself. */
function textTitle({ prompt, choices }: ExplanationDocument): string {
  if (choices === 'caption') return 'Text';
  return prompt === undefined ? 'Question' : 'Prompt';
}

/** Streams that are neither picture nor text. */
function othersOf({ methods, streams }: ExplanationDocument): AnySurface[] {
  const found = new Map<string, StreamMap>();
  for (const { others = [] } of methods)
    for (const map of others) if (!found.has(map.stream)) found.set(map.stream, map);
  return [...found.values()].map(({ stream, values: { length: count } }) => {
    const parts = streams.find(({ id }) => id === stream)?.parts ?? [];
    const maps = methods.map(({ others }) => others?.find((map) => map.stream === stream)?.values);
    const queries = parts.find(({ kind, from, to }) => kind === 'queries' && to - from === count);
    if (queries) {
      const names = Array.from({ length: count }, (_, i) => `query ${i + 1}`);
      return { kind: 'queries', title: titleOf(queries, stream), parts: { names }, maps };
    }
    const what = parts[0]?.kind === 'frames' ? 'frames' : 'positions';
    return { kind: 'strip', title: titleOf(parts[0], stream), parts: { count, what }, maps };
  });
}

function titleOf(part: Part | undefined, stream: string): string {
  const label = part?.label || stream;
  return label.charAt(0).toUpperCase() + label.slice(1);
}
