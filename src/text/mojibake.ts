/**
 * Texts that were saved as UTF-8 and opened as Latin-1 or Windows-1252 (`cafÃ©` for `café`), put right where that is safe: only
 * what has the marks of such a mistake is touched, and only where its bytes are UTF-8.
 */
import { WINDOWS_1252 } from './entities';

/** Bytes of the characters that Windows-1252 has above ASCII. */
const byteOf = new Map<string, number>([
  ...Array.from({ length: 128 }, (_, n) => [String.fromCharCode(0x80 + n), 0x80 + n] as const),
  ...Array.from(WINDOWS_1252, (character, n) => [character, 0x80 + n] as const),
]);

const classOf = (first: number, last: number): string =>
  [...byteOf]
    .filter(([, byte]) => byte >= first && byte <= last)
    .map(([character]) => character)
    .join('');
const TWO = `[${classOf(0xc2, 0xdf)}]`;
const THREE = `[${classOf(0xe0, 0xef)}]`;
const FOUR = `[${classOf(0xf0, 0xf4)}]`;
const REST = `[${classOf(0x80, 0xbf)}]`;

/** What looks like the bytes of a character. */
const CHARACTER = `${TWO}${REST}|${THREE}${REST}{2}|${FOUR}${REST}{3}`;
const runs = new RegExp(`(?:${CHARACTER})+`, 'gu');

/** Of `REST`, what hardly follows a letter: no closing quotes, dashes, degrees, powers. */
const ODD = '[\\u0080-\\u009f¡-§©ª¬®¯±´-¶¸º¼-¾‚ƒ„†‡ˆ‰Š‹ŒŽ˜™š›œžŸ]';

/**
 * Marks of the mistake, which hardly a text has that means what it says: capital letters with accents before signs, `â€`,
 * `ðŸ`, and control characters that only stand for bytes.
 */
const MARKS = new RegExp(
  [
    `[ÃÂ][^\\P{L}ªºƒˆŠŒŽšœžŸ\\u00a0]?[\\u0080-\\u009f\\u00a0-\\u00bf€ƒˆ‰ŠŒŽšœžŸ™‹›†‡˜]`,
    `Ã[‚„‘’“”•–—]`,
    `[ÅÄÎÏÐÑØÙ][\\u0080-\\u009f¡-¤¦-©¬¯-³µ-¹¼-¾€‚ƒ„†‡ˆ‰‹˜]`,
    `â[€„‚†ˆ™œž˜][\\u0080-\\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]`,
    `ðŸ`,
    `ï[»¸¼½][¿\\u0080-\\u00bf]`,
    `[à-ï](?:${ODD}${REST}|${REST}${ODD})`,
  ].join('|'),
  'u',
);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What the bytes of these characters say as UTF-8; undefined where they are none. */
function reread(text: string): string | undefined {
  const bytes: number[] = [];
  for (const character of text) {
    const byte = character < '\u0080' ? character.charCodeAt(0) : byteOf.get(character);
    if (byte === undefined) return undefined;
    bytes.push(byte);
  }
  try {
    return utf8.decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

/** At most so often: a text may have gone wrong more than once. */
const TIMES = 4;

/** The text as it was meant; the same where nothing shows that it went wrong. */
export function repairMojibake(text: string): string {
  let repaired = text;
  for (let time = 0; time < TIMES && MARKS.test(repaired); time++) {
    // The second byte of à, 0xA0, is a space that does not break a line: programs make a common one of it.
    const spaced = repaired.replace(/Ã (?=[\p{L}\p{N}])/gu, 'Ã\u00a0 ');
    const next = reread(repaired) ?? reread(spaced) ?? piecewise(spaced);
    if (next === repaired) break;
    repaired = next;
  }
  return repaired;
}

/** Where a text went wrong in places only, each of these by its own marks. */
const piecewise = (text: string): string =>
  text.replace(runs, (found) => (MARKS.test(found) ? (reread(found) ?? found) : found));
