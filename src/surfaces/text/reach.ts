/** Letters of about a quarter of the type's size; all others take two fifths of it at least. */
const NARROW = /[fijlrtI1|'’.·-]/;
const NARROW_WIDTH = 0.25;
const LEAST_WIDTH = 0.4;

/** 24 of 15 pixels. */
const TARGET = 1.6;

/**
 * How far a finger's target of 24 pixels reaches beyond each side of a word in type of 15 pixels, in em; 0 where the word is
 * as wide. From letters, as nothing is measured before it is drawn.
 */
export function reachBeyond(word: string): number {
  let width = 0;
  for (const letter of word) {
    width += NARROW.test(letter) ? NARROW_WIDTH : LEAST_WIDTH;
    if (width >= TARGET) return 0;
  }
  return (TARGET - width) / 2;
}
