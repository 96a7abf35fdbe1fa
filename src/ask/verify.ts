/** Does an explanation that was computed here agree with one that somebody claims? */
import type { ExplanationDocument, MethodResult } from './document';
import { quantisationError } from './maps';

/** What is claimed: by a link, or by a file. Digests may be cut short. */
export interface Claim {
  readonly document: ExplanationDocument;
  /** What it was computed on, e.g. `wasm`; unknown for files. */
  readonly backend?: string;
  /** Maps were rounded to bytes. */
  readonly quantised: boolean;
}

export interface Verdict {
  readonly reproduced: boolean;
  /** Largest difference between a value of a claimed map and the computed one, as a share of all relevance, 0…1. */
  readonly largest: number;
  /** Sentences that say what differs; empty when reproduced. */
  readonly differences: readonly string[];
  /** The whole verdict in one sentence or a few. */
  readonly text: string;
}

/**
 * Backends round differently. In units of a map's largest value, twenty times what WASM and WebGPU were seen to differ
 * by, and a hundredth of what could be seen on the map.
 */
const MAP_TOLERANCE = 0.01;
const PROBABILITY_TOLERANCE = 0.005;

/** Compares a claim with what was computed from the same inputs on `backend`. */
export function compareExplanations(claim: Claim, computed: ExplanationDocument, backend?: string): Verdict {
  const claimed = claim.document;
  const inputs = [...modelDifference(claimed, computed), ...inputDifferences(claimed, computed)];
  const maps = claimed.methods.map((method) => mapDifference(method, computed, claim.quantised));
  const largest = maps.reduce((most, { difference }) => Math.max(most, difference), 0);
  const outputs = [...answerDifferences(claimed, computed), ...maps.flatMap(({ sentences }) => sentences)];
  const differences = [...inputs, ...outputs];
  if (differences.length === 0) {
    const within = claim.quantised ? ', rounding of the link included' : '';
    return {
      reproduced: true,
      largest,
      differences,
      text: `Reproduced${onBackend(claim.backend, backend)}: largest difference ${share(largest)} of the relevance${within}.`,
    };
  }
  const cause = outputs.length > 0 && inputs.length === 0 ? causeOf(claim.backend, backend) : [];
  const text = ['Not reproduced.', ...differences, ...cause].join(' ');
  return { reproduced: false, largest, differences, text };
}

function modelDifference(claimed: ExplanationDocument, computed: ExplanationDocument): string[] {
  const [theirs, ours] = [claimed.model, computed.model];
  if (theirs.id !== '' && theirs.id !== ours.id)
    return [`It was made with the model ${theirs.id}; here it was computed with ${ours.id}.`];
  if (!ours.sha256.startsWith(theirs.sha256))
    return [
      `It was made with another version of the model (SHA-256 ${short(theirs.sha256)}…; here ${short(ours.sha256)}…).`,
    ];
  return [];
}

function inputDifferences(claimed: ExplanationDocument, computed: ExplanationDocument): string[] {
  const found: string[] = [];
  if (!computed.image.sha256.startsWith(claimed.image.sha256))
    found.push('The pixels of the picture are not the same.');
  if (claimed.tokens.join(' ') !== computed.tokens.join(' '))
    found.push(
      `The question was read as “${claimed.tokens.join(' ')}”; here it is “${computed.tokens.join(' ')}”.`,
    );
  return found;
}

function answerDifferences(claimed: ExplanationDocument, computed: ExplanationDocument): string[] {
  const found: string[] = [];
  const name = ({ answer, versus }: ExplanationDocument['target']) =>
    versus === undefined ? `“${answer}”` : `“${answer}” rather than “${versus}”`;
  if (name(claimed.target) !== name(computed.target))
    found.push(`It explains ${name(claimed.target)}; here ${name(computed.target)} is explained.`);
  for (const { text, probability } of claimed.answers) {
    const here = computed.answers.find((answer) => answer.text === text)?.probability;
    if (here === undefined) found.push(`The answer “${text}” is not among those of the model here.`);
    else if (Math.abs(here - probability) > PROBABILITY_TOLERANCE)
      found.push(`The answer “${text}” is said to have ${share(probability)}; here it has ${share(here)}.`);
  }
  return found;
}

function mapDifference(
  claimed: MethodResult,
  computed: ExplanationDocument,
  quantised: boolean,
): { difference: number; sentences: string[] } {
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
  const { cols } = claimed.image;
  const image = valuesDifference(claimed.image.values, here.image.values, quantised);
  const text = valuesDifference(claimed.text.values, here.text.values, quantised);
  const sentences: string[] = [];
  const say = (what: string, { difference, relative }: Difference, place: string) =>
    sentences.push(
      `The map of ${name} ${what} differs by up to ${share(difference)} of the relevance (${share(relative)} of its largest value), most at ${place}.`,
    );
  if (image.differs)
    say('on the image', image, `row ${Math.floor(image.at / cols) + 1}, column ${(image.at % cols) + 1}`);
  if (text.differs) say('on the words', text, `“${computed.tokens[text.at] ?? ''}”`);
  return { difference: Math.max(image.difference, text.difference), sentences };
}

interface Difference {
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
): Difference {
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

/** Model, picture and question agree and the result does not: who may be to blame. */
function causeOf(theirs: string | undefined, ours: string | undefined): string[] {
  if (theirs !== undefined && ours !== undefined && theirs !== ours)
    return [
      `It was computed on ${backendName(theirs)} and checked on ${backendName(ours)}; differences of this size do not come from that alone, so the maps may have been changed.`,
    ];
  return ['Model, picture and question are the same, so the result was changed after it was computed.'];
}

function onBackend(theirs: string | undefined, ours: string | undefined): string {
  if (theirs === undefined || ours === undefined || theirs === ours) return '';
  return ` on ${backendName(ours)} (made on ${backendName(theirs)})`;
}

const NAMES: Readonly<Record<string, string>> = { wasm: 'WASM', webgpu: 'WebGPU', cpu: 'the CPU' };
const backendName = (id: string): string => NAMES[id] ?? id;
const short = (digest: string): string => digest.slice(0, 8);

/** 0…1 in per cent, with as many digits as a small share needs. */
function share(value: number): string {
  const percent = value * 100;
  if (percent === 0) return '0\u202f%';
  if (percent < 0.001) return 'under 0.001\u202f%';
  return `${percent.toFixed(percent < 0.1 ? 3 : percent < 10 ? 2 : 1)}\u202f%`;
}
