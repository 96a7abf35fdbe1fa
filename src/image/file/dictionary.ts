import { damaged } from './reader';

/** Codes of GIF and TIFF have at most 12 bits. */
const MOST_CODES = 4096;

/**
 * The dictionary of LZW (Welch 1984): a string for each code, which grows by one with every code that is read. Strings are
 * kept as their last byte and the code of what stands before it. How codes are packed, and when they get longer, is the
 * file format's.
 */
export class Dictionary {
  /** The code that the next new string gets. */
  next: number;
  private readonly prefix = new Uint16Array(MOST_CODES);
  private readonly suffix = new Uint8Array(MOST_CODES);
  private readonly stack = new Uint8Array(MOST_CODES + 1);
  private previous = -1;
  private first = 0;

  /** @param clear the code that empties the dictionary; below it a code is its own byte, above it is the one that ends */
  constructor(private readonly clear: number) {
    this.next = clear + 2;
  }

  empty(): void {
    this.next = this.clear + 2;
    this.previous = -1;
  }

  /**
   * Writes the string of a code that is neither `clear` nor the end, and learns a new one.
   * @returns where it ends, at most the length of `out`
   * @throws Unreadable for a code that no string has yet
   */
  write(code: number, out: Uint8Array, filled: number): number {
    const { clear, prefix, suffix, stack, previous } = this;
    if (previous === -1) {
      if (code >= clear) throw damaged();
      out[filled] = this.first = this.previous = code;
      return filled + 1;
    }
    if (code > this.next) throw damaged();
    let depth = 0;
    let walk = code;
    // The string that is only now learned begins and ends with the same byte.
    if (code === this.next) {
      stack[depth++] = this.first;
      walk = previous;
    }
    while (walk >= clear) {
      stack[depth++] = suffix[walk]!;
      walk = prefix[walk]!;
    }
    this.first = stack[depth++] = walk;
    while (depth > 0 && filled < out.length) out[filled++] = stack[--depth]!;
    if (this.next < MOST_CODES) {
      prefix[this.next] = previous;
      suffix[this.next] = walk;
      this.next += 1;
    }
    this.previous = code;
    return filled;
  }
}
