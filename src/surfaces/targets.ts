/** A word can be pointed at when it holds a letter or a digit; anything else is punctuation, drawn and never a target. */
export function isTarget(word: string): boolean {
  return /[\p{L}\p{N}]/u.test(word);
}

/** The next target from `at` in steps of 1 or −1, `at` itself included; undefined where there is none. */
export function targetFrom(words: readonly string[], at: number, step: 1 | -1): number | undefined {
  for (let i = at; i >= 0 && i < words.length; i += step) if (isTarget(words[i]!)) return i;
  return undefined;
}
