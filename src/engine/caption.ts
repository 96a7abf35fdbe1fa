/** Captions word by word, and what each word is as an answer that can be explained. */
import { WhylightError } from '../tensor/error';
import { quoted } from '../tensor/quote';
import { alternativesAfter, generate, type GenerateOptions, type Speech } from './generate';

/** A word of a caption; punctuation is one. */
export interface CaptionWord {
  readonly text: string;
  /** The caption before it: what the model is asked when the word is explained. */
  readonly before: string;
  /** What it then answers: the word's first token, as its vocabulary spells it. */
  readonly answer: string;
  /** Probability of all its tokens, each after those before it. */
  readonly probability: number;
  /** What could stand in its place, as the vocabulary spells tokens, the word's own among them, most probable first. */
  readonly alternatives: readonly { readonly answer: string; readonly probability: number }[];
}

export interface Caption {
  readonly text: string;
  /** All words, those that were given included. */
  readonly words: readonly CaptionWord[];
  /** ln of the probability of all that was not given, the end included. */
  readonly logLikelihood: number;
  /** False where the caption grew longer than the model reads. */
  readonly isFinished: boolean;
}

export interface DescribeOptions extends Pick<GenerateOptions, 'beams' | 'maxTokens' | 'signal'> {
  /** Words that the caption begins with; it goes on from there. */
  readonly start?: string;
  /** How many alternatives each word gets; 5 when left out. */
  readonly alternatives?: number;
  /** Told the caption so far as it grows. */
  readonly onText?: (text: string) => void;
}

const ALTERNATIVES = 5;
const UNFINISHED = '…';

/**
 * Tells what an image shows.
 * @throws WhylightError ('bad-input') for a start that leaves no room, or for no beams
 */
export async function describe(given: Speech, options: DescribeOptions = {}): Promise<Caption> {
  const speech = remembering(given);
  const { start = '', onText, alternatives = ALTERNATIVES, ...search } = options;
  const found = await generate(speech, {
    ...search,
    start: speech.encode(start),
    ...(onText ? { onStep: (tokens) => onText(textOf(speech, tokens)) } : {}),
  });
  const words: CaptionWord[] = [];
  for (const { from, to } of wordsOf(speech, found.tokens))
    words.push(await wordAt(speech, found.tokens, from, to, alternatives));
  return {
    text: textOf(speech, found.tokens),
    words,
    logLikelihood: found.logLikelihood,
    isFinished: found.isFinished,
  };
}

/** Asks nothing twice: the words' probabilities are those that the search has seen. */
function remembering(speech: Speech): Speech {
  const known = new Map<string, ReturnType<Speech['next']>>();
  return {
    ...speech,
    next(tokens) {
      const key = tokens.join();
      const found = known.get(key) ?? speech.next(tokens);
      known.set(key, found);
      return found;
    },
  };
}

async function wordAt(
  speech: Speech,
  tokens: readonly number[],
  from: number,
  to: number,
  count: number,
): Promise<CaptionWord> {
  let probability = 1;
  const ranked = await alternativesAfter(speech, tokens.slice(0, from), speech.vocabulary.length);
  for (let at = from; at < to; at++) {
    const here = at === from ? ranked : await alternativesAfter(speech, tokens.slice(0, at), Infinity);
    probability *= here.find(({ token }) => token === tokens[at])!.probability;
  }
  return {
    text: textOf(speech, tokens.slice(from, to)),
    before: textOf(speech, tokens.slice(0, from)),
    answer: speech.vocabulary[tokens[from]!]!,
    probability,
    alternatives: ranked
      .slice(0, count)
      .map(({ text, probability: likely }) => ({ answer: text, probability: likely })),
  };
}

/** First and last-but-one token of each word: a word goes on while its tokens say so. */
function wordsOf(speech: Speech, tokens: readonly number[]): { from: number; to: number }[] {
  const words: { from: number; to: number }[] = [];
  let from = 0;
  tokens.forEach((token, at) => {
    if (speech.vocabulary[token]!.endsWith(UNFINISHED) && at + 1 < tokens.length) return;
    words.push({ from, to: at + 1 });
    from = at + 1;
  });
  return words;
}

/** Tokens as a text: words with spaces between them, punctuation closed up. */
export function textOf(speech: Pick<Speech, 'vocabulary'>, tokens: readonly number[]): string {
  const words = tokens.map((token) => {
    const text = speech.vocabulary[token]!;
    return text.endsWith(UNFINISHED) ? text.slice(0, -UNFINISHED.length) : `${text} `;
  });
  return words
    .join('')
    .trim()
    .replace(/ (?=[,.;:!?])/g, '');
}

/**
 * The vocabulary's spelling of a word as an answer: its first token, by which a caption decides for it.
 * @throws WhylightError ('bad-input') for a text that is no single word
 */
export function answerOfWord(speech: Speech, word: string): string {
  const tokens = speech.encode(word);
  const words = wordsOf(speech, tokens);
  if (words.length === 1) return speech.vocabulary[tokens[0]!]!;
  throw new WhylightError(
    'bad-input',
    `${quoted(word)} is ${words.length === 0 ? 'no word' : `${words.length} words`}: give one word that could stand there.`,
  );
}
