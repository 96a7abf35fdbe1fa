/** Does an explanation that was computed here agree with one that somebody claims? */
import { mapsDifference } from './compare';
import { isCleanAlready } from '../text/clean';
import { READING, type ExplanationDocument } from './document';
import { share } from './share';
import { plainWords } from './upgrade';
import { wordsOf } from './words';

/** What is claimed: by a link, or by a file. Digests may be cut short. */
export interface Claim {
  readonly document: ExplanationDocument;
  /** What it was computed on, e.g. `wasm`; unknown for files. */
  readonly backend?: string;
  /** Maps were rounded to bytes. */
  readonly quantised: boolean;
  /**
   * Computed again on pixels that the claim itself holds. They are what the model saw of the original, whose digest the
   * document names: there is nothing to compare them with.
   */
  readonly onItsPixels?: boolean;
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

/** Revisions of how pictures and texts are read. */
export interface Reading {
  readonly pictures: number;
  readonly texts: number;
}

const PROBABILITY_TOLERANCE = 0.005;

/**
 * Compares a claim with what was computed from the same inputs on `backend`.
 * @param reading how pictures and texts were read here
 */
export function compareExplanations(
  claim: Claim,
  computed: ExplanationDocument,
  backend?: string,
  reading: Reading = READING,
): Verdict {
  const claimed = claim.document;
  const read = readingDifferences(claimed, computed, reading);
  const inputs = [
    ...modelDifference(claimed, computed),
    ...(claim.onItsPixels ? [] : pictureDifference(claimed, computed)),
    ...textDifferences(claimed, computed),
  ];
  const maps = claimed.methods.map((method) => mapsDifference(method, computed, claim.quantised));
  const largest = Math.max(0, ...maps.map(({ difference }) => difference));
  const outputs = [...answerDifferences(claimed, computed), ...maps.flatMap(({ sentences }) => sentences)];
  if (inputs.length === 0 && outputs.length === 0) {
    const within = claim.quantised ? ', rounding of the link included' : '';
    const verdict = `Reproduced${onBackend(claim.backend, backend)}: largest difference ${share(largest)} of the relevance${within}.`;
    return { reproduced: true, largest, differences: [], text: [verdict, ...read].join(' ') };
  }
  const differences = [...read, ...inputs, ...outputs];
  const isOutputAlone = inputs.length === 0 && read.length === 0;
  const text = ['Not reproduced.', ...differences, ...(isOutputAlone ? causeOf(claim.backend, backend) : [])];
  return { reproduced: false, largest, differences, text: text.join(' ') };
}

/** Revisions of reading texts, and which texts read otherwise since. */
const TEXT_REVISIONS: Readonly<Record<number, (text: string) => boolean>> = {
  2: (text) => !isCleanAlready(text),
};

/** Whether a text of the claim may have come to read otherwise between two revisions. */
function textsDiffer(
  { question, prompt = '', choices, target }: ExplanationDocument,
  from: number,
  to: number,
): boolean {
  const texts = [question, prompt, target.answer, ...(Array.isArray(choices) ? (choices as string[]) : [])];
  for (let revision = from + 1; revision <= to; revision++)
    if (texts.some(TEXT_REVISIONS[revision] ?? (() => true))) return true;
  return from > to;
}

/**
 * A picture or a text that was read in another way may come out otherwise without anybody's doing. Not said where the
 * picture came out the same, as scenes do, which are drawn, and where the claim's own texts read the same in both.
 */
function readingDifferences(
  claimed: ExplanationDocument,
  computed: ExplanationDocument,
  ours: Reading,
): string[] {
  const { reading: theirs = { pictures: 1, texts: 1 } } = claimed;
  const kinds = ['pictures', 'texts'] as const;
  return kinds.flatMap((kind) => {
    if (theirs[kind] === ours[kind]) return [];
    if (kind === 'pictures' && isSamePicture(claimed, computed)) return [];
    if (kind === 'texts' && !textsDiffer(claimed, theirs.texts, ours.texts)) return [];
    return [
      `It was made with ${theirs[kind] < ours[kind] ? 'an earlier' : 'a later'} way of reading ${kind}.`,
    ];
  });
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

function pictureDifference(claimed: ExplanationDocument, computed: ExplanationDocument): string[] {
  return isSamePicture(claimed, computed) ? [] : ['The pixels of the picture are not the same.'];
}

function textDifferences(claimed: ExplanationDocument, computed: ExplanationDocument): string[] {
  return [
    ...textDifference('The question was read as', claimed, computed),
    ...textDifference('The answer was written as', claimed.sentence, computed.sentence),
  ];
}

function isSamePicture(
  { image: theirs }: ExplanationDocument,
  { image: ours }: ExplanationDocument,
): boolean {
  if (!theirs || !ours) return theirs === ours;
  return ours.sha256.startsWith(theirs.sha256);
}

type Text = Pick<ExplanationDocument, 'tokens' | 'words'>;
const NO_TEXT: Text = { tokens: [], words: [] };

/** Texts that were cut into other tokens, or into other words of the same tokens. */
function textDifference(how: string, theirs: Text = NO_TEXT, ours: Text = NO_TEXT): string[] {
  const differ = (a: string, b: string) => [`${how} “${a}”; here it is “${b}”.`];
  const tokens = (text: Text) => text.tokens.join(' ');
  if (tokens(theirs) !== tokens(ours)) return differ(tokens(theirs), tokens(ours));
  const words = (text: Text) =>
    wordsOf(text)
      .map(({ text: word }) => word)
      .join(' ');
  return words(theirs) === words(ours) || isPlain(theirs) ? [] : differ(words(theirs), words(ours));
}

/** Explanations of version 1 did not say which tokens make a word, so that theirs are a guess. */
const isPlain = ({ tokens, words }: Text): boolean => plainWords(tokens).join() === words.join();

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
