/** Spellings with a meaning of their own in CLIP's vocabulary. */
export const START = '<|startoftext|>';
export const END = '<|endoftext|>';

/** Marks the last symbol of a word. */
export const WORD_END = '</w>';
