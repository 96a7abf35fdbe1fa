/**
 * Byte-level BPE writes each byte as one printable character: bytes that are printable in Latin-1 as themselves, the
 * others as U+0100 and up. The order (printable ones first) fixes the first 256 ids of CLIP's vocabulary.
 */

const PRINTABLE: readonly (readonly [number, number])[] = [
  [0x21, 0x7e],
  [0xa1, 0xac],
  [0xae, 0xff],
];

const isPrintable = (byte: number): boolean => PRINTABLE.some(([low, high]) => byte >= low && byte <= high);

const allBytes = Array.from({ length: 256 }, (_, byte) => byte);
const ordered = [...allBytes.filter(isPrintable), ...allBytes.filter((byte) => !isPrintable(byte))];
const printableCount = allBytes.filter(isPrintable).length;

/** The 256 byte characters in the order of their ids. */
export const BYTE_CHARACTERS: readonly string[] = ordered.map((byte, id) =>
  String.fromCharCode(id < printableCount ? byte : 256 + id - printableCount),
);

const characterOfByte = new Map(ordered.map((byte, id) => [byte, BYTE_CHARACTERS[id]!]));
const byteOfCharacter = new Map(ordered.map((byte, id) => [BYTE_CHARACTERS[id]!, byte]));

/** UTF-8 bytes of a text, each as its byte character. */
export function toByteCharacters(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => characterOfByte.get(byte)!).join('');
}

const REPLACEMENT = '\ufffd';

/** Bytes that a character has which begins with this one; 1 for those that begin none. */
const lengthOf = (byte: number): number => (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1);

/**
 * Texts that pieces of byte characters show, which follow one another: a character whose bytes several pieces share stands
 * whole in the piece where it begins. Bytes of no character show as U+FFFD; characters that stand for no byte are kept.
 * @returns one a piece; empty for a piece in which nothing begins
 */
export function wholeCharacters(pieces: readonly string[]): string[] {
  const texts = pieces.map(() => '');
  const bytes = pieces.flatMap((piece, n) =>
    Array.from(piece, (character) => ({ n, character, byte: byteOfCharacter.get(character) })),
  );
  let isBroken = false;
  for (let at = 0; at < bytes.length;) {
    const { n, character, byte } = bytes[at]!;
    const length = byte === undefined ? 1 : lengthOf(byte);
    const whole = byte === undefined ? character : decoded(bytes.slice(at, at + length));
    // One sign for a run of bytes that are none.
    texts[n] += whole ?? (isBroken ? '' : REPLACEMENT);
    isBroken = whole === undefined;
    at += isBroken ? 1 : length;
  }
  return texts;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decoded(bytes: readonly { readonly byte: number | undefined }[]): string | undefined {
  const known = bytes.map(({ byte }) => byte);
  if (known.includes(undefined)) return undefined;
  try {
    return utf8.decode(Uint8Array.from(known as number[]));
  } catch {
    return undefined;
  }
}
