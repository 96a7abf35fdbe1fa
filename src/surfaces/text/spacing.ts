/** Closes what stands before it: no space between. */
const CLOSING = /^[\p{Pe}\p{Pf}.,;:!?…%‰°’'”"、。，．：；！？؟،؛।]/u;
/** Opens what comes after it. */
const OPENING = /[\p{Ps}\p{Pi}¿¡#$€£“‘]$/u;
/** Scripts that put no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const STRAIGHT = /^["']$/;

/**
 * Whether a space stands before each word when words and punctuation are set as running text. Straight quotes open and
 * close in turns.
 */
export function spacesBefore(words: readonly string[]): boolean[] {
  const open = new Set<string>();
  let previousOpens = true;
  return words.map((word, i) => {
    const previous = words[i - 1];
    const isQuote = STRAIGHT.test(word);
    const opens = isQuote ? !open.has(word) : OPENING.test(word) && !CLOSING.test(word);
    if (isQuote && opens) open.add(word);
    else if (isQuote) open.delete(word);
    const closes = CLOSING.test(word) && !opens;
    const meets = previous !== undefined && UNSPACED.test(previous.slice(-1)) && UNSPACED.test(word);
    const space = !previousOpens && !closes && !meets;
    previousOpens = opens;
    return space;
  });
}
