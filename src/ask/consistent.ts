/** What no single field of an explanation can see: that its parts fit one another. */
import { lengthOf, type Stream } from '../anatomy';
import { shortened } from '../tensor/quote';
import type { ExplanationDocument, ImageMap, MethodResult } from './document';

type Checked = Pick<ExplanationDocument, 'tokens' | 'words' | 'streams' | 'sentence' | 'methods'>;

/** What does not fit, as the end of a sentence; undefined where all does. */
export function inconsistency(document: Checked): string | undefined {
  const { tokens, words, streams, sentence, methods } = document;
  if (words.length !== tokens.length) return `it has ${words.length} words for ${tokens.length} tokens`;
  if (new Set(streams.map(({ id }) => id)).size !== streams.length) return 'two streams have the same name';
  if (
    sentence &&
    (sentence.words.length !== sentence.tokens.length || sentence.token >= sentence.tokens.length)
  )
    return 'the tokens and words of its sentence do not fit';
  return first(streams, oddStream) ?? first(methods, (method) => oddMethod(method, document));
}

function first<T>(items: readonly T[], odd: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = odd(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function oddStream({ id, parts }: Stream): string | undefined {
  let at = 0;
  for (const { from, to, grid } of parts) {
    if (from !== at || to < from) return `the parts of stream ${shortened(id)} do not follow one another`;
    if (grid && grid.rows * grid.cols !== to - from)
      return `${grid.rows} × ${grid.cols} patches do not fill ${to - from} tokens`;
    at = to;
  }
  return undefined;
}

function oddMethod({ id, image, text, others = [] }: MethodResult, of: Checked): string | undefined {
  const name = shortened(id, 40);
  if (image && image.values.length !== image.rows * image.cols)
    return `the map of ${name} has ${image.values.length} values for ${image.rows} × ${image.cols} patches`;
  if (image && !fitsPatches(image, of.streams))
    return `the map of ${name} has ${image.rows} × ${image.cols} patches, as no stream has`;
  if (text && text.values.length !== of.tokens.length)
    return `${name} has ${text.values.length} values for ${of.tokens.length} tokens`;
  return first(others, ({ stream: wanted, values }) => {
    const stream = of.streams.find((one) => one.id === wanted);
    if (!stream) return `${name} has a map of ${shortened(wanted)}, which is no stream`;
    if (values.length === lengthOf(stream)) return undefined;
    return `${name} has ${values.length} values for the ${lengthOf(stream)} tokens of ${shortened(wanted)}`;
  });
}

const fitsPatches = ({ rows, cols }: ImageMap, streams: readonly Stream[]): boolean =>
  streams.some(({ parts }) =>
    parts.some(
      ({ kind, from, to, grid }) =>
        kind === 'patches' &&
        to - from === rows * cols &&
        (!grid || (grid.rows === rows && grid.cols === cols)),
    ),
  );
