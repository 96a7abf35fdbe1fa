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

/**
 * Text that byte characters stand for. Bytes that are no whole UTF-8 character (a token may hold a part of one) are
 * shown in hexadecimal, `\xf0\x9f`; characters that stand for no byte are kept.
 */
export function fromByteCharacters(characters: string): string {
  const bytes = Array.from(characters, (character) => byteOfCharacter.get(character));
  if (bytes.includes(undefined)) return characters;
  const known = bytes as number[];
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(known));
  } catch {
    return known.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  }
}
