/** Between maps of whole streams and what is shown of them: patches of the image, tokens of the text. */
import { firstPart, lengthOf, type Stream } from '../anatomy';
import type { StreamMaps } from '../relevance/types';
import type { Subject } from './architecture';

type Shown = Pick<Subject, 'streams' | 'text' | 'tokens'>;

/** One value a patch, row-major; empty where the model sees no image. */
export function imageMapOf(maps: StreamMaps, { streams }: Pick<Shown, 'streams'>): Float64Array {
  const patches = firstPart(streams, 'patches');
  return patches
    ? maps[patches.stream.id]!.subarray(patches.part.from, patches.part.to)
    : new Float64Array(0);
}

/** One value a token of the text. */
export const textMapOf = (maps: StreamMaps, { text, tokens }: Shown): Float64Array =>
  maps[text.stream]!.subarray(text.from, text.from + tokens.length);

/** Streams that hold neither the image's patches nor the text. */
export function otherStreams({ streams, text }: Shown): readonly Stream[] {
  const image = firstPart(streams, 'patches')?.stream;
  return streams.filter((stream) => stream !== image && stream.id !== text.stream);
}

/** One value a patch and one a token, put into maps of the streams; other tokens get nothing. */
export function placedMaps({ streams, text }: Shown, image: Float64Array, words: Float64Array): StreamMaps {
  const maps = Object.fromEntries(streams.map((stream) => [stream.id, new Float64Array(lengthOf(stream))]));
  const patches = firstPart(streams, 'patches');
  if (patches) maps[patches.stream.id]!.set(image, patches.part.from);
  maps[text.stream]!.set(words, text.from);
  return maps;
}
