/** How far the maps of one method are from those that somebody claims. */
import type { ExplanationDocument, MethodResult } from './document';
import { quantisationError } from './maps';
import { share } from './share';
import { wordsOf } from './words';

/** What comparing the maps of a method found. */
export interface MapsDifference {
  /** Largest difference of two values, as a share of all relevance, 0…1. */
  readonly difference: number;
  /** What differs by more than rounding. */
  readonly sentences: readonly string[];
}

/**
 * Backends round differently. In units of a map's largest value, twenty times what WASM and WebGPU were seen to differ
 * by, and a hundredth of what could be seen on the map.
 */
const MAP_TOLERANCE = 0.01;

/** A map that is claimed, the one that was computed, and how their places are called. */
interface Pair {
  readonly what: string;
  readonly claimed: readonly number[];
  readonly here: readonly number[] | undefined;
  readonly placeOf: (at: number) => string;
}

/** Compares a claimed method's maps with those of the same method in what was computed. */
export function mapsDifference(
  claimed: MethodResult,
  computed: ExplanationDocument,
  quantised: boolean,
): MapsDifference {
  const name = [claimed.id, claimed.importance].filter(Boolean).join(', importance ');
  const here = computed.methods.find(
    ({ id, importance }) =>
      id === claimed.id && (claimed.importance === undefined || importance === claimed.importance),
  );
  if (!here) return { difference: 0, sentences: [`There is no map of ${name} here.`] };
  if (here.startLayer !== claimed.startLayer)
    return {
      difference: 0,
      sentences: [
        `The maps of ${name} start at layer ${claimed.startLayer}; here they start at ${here.startLayer}.`,
      ],
    };
  const found = pairsOf(claimed, here, computed).map((pair) => pairDifference(name, pair, quantised));
  return {
    difference: Math.max(0, ...found.map(({ difference }) => difference)),
    sentences: found.flatMap(({ sentences }) => sentences),
  };
}

function pairsOf(
  { image, text, others = [] }: MethodResult,
  here: MethodResult,
  computed: ExplanationDocument,
): Pair[] {
  const pairs: Pair[] = [];
  if (image) {
    const { cols } = image;
    const placeOf = (at: number) => `row ${Math.floor(at / cols) + 1}, column ${(at % cols) + 1}`;
    pairs.push({ what: 'on the image', claimed: image.values, here: here.image?.values, placeOf });
  }
  if (text) {
    const placeOf = (at: number) => `“${wordAt(computed, at)}”`;
    pairs.push({ what: 'on the words', claimed: text.values, here: here.text?.values, placeOf });
  }
  for (const { stream, values } of others) {
    const placeOf = (at: number) => `token ${at + 1}`;
    const same = here.others?.find((other) => other.stream === stream);
    pairs.push({ what: `on the stream ${stream}`, claimed: values, here: same?.values, placeOf });
  }
  return pairs;
}

/** The word that a token belongs to, or the token where it stands for none. */
function wordAt(document: ExplanationDocument, token: number): string {
  const word = wordsOf(document).find(({ tokens }) => tokens.includes(token));
  return word?.text ?? document.tokens[token] ?? '';
}

function pairDifference(
  name: string,
  { what, claimed, here, placeOf }: Pair,
  quantised: boolean,
): MapsDifference {
  if (!here) return { difference: 0, sentences: [`There is no map of ${name} ${what} here.`] };
  const { difference, relative, at, differs } = valuesDifference(claimed, here, quantised);
  const sentence = `The map of ${name} ${what} differs by up to ${share(difference)} of the relevance (${share(relative)} of its largest value), most at ${placeOf(at)}.`;
  return { difference, sentences: differs ? [sentence] : [] };
}

interface ValuesDifference {
  readonly difference: number;
  /** The difference over the largest absolute value of the computed map. */
  readonly relative: number;
  /** Where it is largest. */
  readonly at: number;
  readonly differs: boolean;
}

function valuesDifference(
  claimed: readonly number[],
  computed: readonly number[],
  quantised: boolean,
): ValuesDifference {
  let difference = 0;
  let at = 0;
  let largest = 0;
  // A map of another length counts as one that is zero where it ends.
  for (let i = 0; i < Math.max(claimed.length, computed.length); i++) {
    const here = computed[i] ?? 0;
    const d = Math.abs((claimed[i] ?? 0) - here);
    largest = Math.max(largest, Math.abs(here));
    if (d > difference) [difference, at] = [d, i];
  }
  const rounding = quantised ? quantisationError(claimed) * 1.001 : 0;
  return {
    difference,
    relative: largest === 0 ? 0 : difference / largest,
    at,
    differs: claimed.length !== computed.length || difference > MAP_TOLERANCE * largest + rounding,
  };
}
