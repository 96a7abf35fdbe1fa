/** Trains a byte-level BPE in CLIP's conventions (Sennrich et al. 2016, arXiv 1508.07909, algorithm 1). */
import { BYTE_CHARACTERS, toByteCharacters } from './bytes';
import { clipTokenizerJson, clipWords } from './clip';
import type { TokenizerFile } from './file';
import { WORD_END } from './symbols';

export interface BpeOptions {
  /** Most ids, byte symbols (512) and start and end token (2) included: 514 … 49,408. */
  readonly vocabSize: number;
  /** A pair that occurs less often is not merged; 2 unless told. */
  readonly minFrequency?: number;
}

interface Word {
  symbols: string[];
  readonly count: number;
}

const FIXED_IDS = 2 * BYTE_CHARACTERS.length + 2;

/**
 * Merges the most frequent pair of neighbouring symbols until the vocabulary is full or no pair is frequent enough;
 * of equally frequent pairs the one first in code-unit order, so that the same texts always give the same tokenizer.
 * @returns a `tokenizer.json`
 */
export function trainBpe(
  texts: Iterable<string>,
  { vocabSize, minFrequency = 2 }: BpeOptions,
): TokenizerFile {
  if (!Number.isInteger(vocabSize) || vocabSize < FIXED_IDS) {
    throw new RangeError(`vocabSize is ${vocabSize}; expected a whole number of at least ${FIXED_IDS}.`);
  }
  const words = countWords(texts);
  const pairs = new PairCounts(words);
  const merges: [string, string][] = [];
  while (merges.length < vocabSize - FIXED_IDS) {
    const best = pairs.mostFrequent(minFrequency);
    if (best === undefined) break;
    merges.push(best);
    pairs.merge(best);
  }
  return clipTokenizerJson(merges);
}

/** Unique words with their counts: a corpus of templates has few, and only they are merged. */
function countWords(texts: Iterable<string>): Word[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of clipWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => {
    const symbols = [...toByteCharacters(word)];
    symbols.push(symbols.pop()! + WORD_END);
    return { symbols, count };
  });
}

/** How often each pair occurs, and in which words, kept up to date as pairs are merged. */
class PairCounts {
  // Keyed by both symbols with a space between, which no symbol contains.
  private readonly counts = new Map<string, number>();
  private readonly places = new Map<string, Set<Word>>();

  constructor(words: readonly Word[]) {
    for (const word of words) this.add(word, 1);
  }

  mostFrequent(atLeast: number): [string, string] | undefined {
    let best: string | undefined;
    let most = atLeast;
    for (const [pair, count] of this.counts) {
      if (count > most || (count === most && (best === undefined || pair < best))) {
        best = pair;
        most = count;
      }
    }
    return best?.split(' ') as [string, string] | undefined;
  }

  merge([left, right]: readonly [string, string]): void {
    for (const word of [...(this.places.get(`${left} ${right}`) ?? [])]) {
      this.add(word, -1);
      word.symbols = joined(word.symbols, left, right);
      this.add(word, 1);
    }
  }

  /** Counts a word's pairs in (sign 1) or out (sign −1). */
  private add(word: Word, sign: 1 | -1): void {
    const { symbols, count } = word;
    for (let n = 0; n + 1 < symbols.length; n++) {
      const pair = `${symbols[n]} ${symbols[n + 1]}`;
      const total = (this.counts.get(pair) ?? 0) + sign * count;
      if (total === 0) this.counts.delete(pair);
      else this.counts.set(pair, total);
      const words = this.places.get(pair) ?? new Set();
      if (sign === 1) words.add(word);
      else words.delete(word);
      this.places.set(pair, words);
    }
  }
}

/** The symbols with every left-right pair, from the left, joined into one. */
function joined(symbols: readonly string[], left: string, right: string): string[] {
  const result: string[] = [];
  for (let n = 0; n < symbols.length; n++) {
    const isPair = symbols[n] === left && symbols[n + 1] === right;
    result.push(isPair ? left + right : symbols[n]!);
    if (isPair) n++;
  }
  return result;
}
