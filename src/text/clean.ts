/**
 * Texts as CLIP's training cleaned them before tokenising (OpenAI's `simple_tokenizer.py`, and OpenCLIP's after it): the
 * repairs of ftfy's `fix_text` in its default configuration (ftfy 6, https://ftfy.readthedocs.io/en/latest/config.html), HTML
 * references resolved twice, white space collapsed. What phones and word processors type (`what’s`) then has the tokens that
 * the model learnt (`what's`).
 */
import { unescapeClosedHtml, unescapeHtml, WINDOWS_1252 } from './entities';
import { repairMojibake } from './mojibake';

/** Letters that stand for several, of Latin alphabets only; all others stay until NFC. */
const LIGATURES: Readonly<Record<string, string>> = {
  Ĳ: 'IJ',
  ĳ: 'ij',
  ŉ: 'ʼn',
  Ǆ: 'DŽ',
  ǅ: 'Dž',
  ǆ: 'dž',
  Ǉ: 'LJ',
  ǈ: 'Lj',
  ǉ: 'lj',
  Ǌ: 'NJ',
  ǋ: 'Nj',
  ǌ: 'nj',
  Ǳ: 'DZ',
  ǲ: 'Dz',
  ǳ: 'dz',
  ﬀ: 'ff',
  ﬁ: 'fi',
  ﬂ: 'fl',
  ﬃ: 'ffi',
  ﬄ: 'ffl',
  ﬅ: 'ſt',
  ﬆ: 'st',
};

type Repair = readonly [RegExp, string | ((found: string) => string)];

/** In this order. */
const REPAIRS: readonly Repair[] = [
  [/[\u0080-\u009f]/g, (found) => WINDOWS_1252[found.charCodeAt(0) - 0x80]!],
  [/[ĲĳŉǄ-ǌǱ-ǳﬀ-ﬆ]/g, (found) => LIGATURES[found] ?? found],
  // Full and half width; the space of full width first, which has no other form in Unicode's block.
  [/\u3000/g, ' '],
  [/[\uff01-\uffef]/g, (found) => found.normalize('NFKC')],
  [/[\u02bc\u2018-\u201b]/g, "'"],
  [/[\u201c-\u201f]/g, '"'],
  [/\r\n|[\r\u0085\u2028\u2029]/g, '\n'],
  [/\p{Surrogate}/gu, '\ufffd'],
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  [/\u001b\[[\d;]*[a-zA-Z]/g, ''],
  // eslint-disable-next-line no-control-regex -- as above
  [/[\u0000-\u0008\u000b\u000e-\u001f\u007f\u206a-\u206f\ufeff\ufff9-\ufffc]/g, ''],
];

/** Each round may free what the next repairs (`&amp;ldquo;`); texts settle in two or three. */
const ROUNDS = 8;

function repaired(line: string, readsHtml: boolean): string {
  let text = line;
  for (let round = 0; round < ROUNDS; round++) {
    const before = text;
    if (readsHtml) text = unescapeClosedHtml(text);
    text = repairMojibake(text);
    for (const [pattern, to] of REPAIRS)
      text = typeof to === 'string' ? text.replace(pattern, to) : text.replace(pattern, to);
    text = text.normalize('NFC');
    if (text === before) break;
  }
  return text;
}

/** ftfy reads each line apart, and HTML up to the first line with a tag in it. */
function repairedLines(text: string): string {
  let readsHtml = true;
  return text
    .split(/(?<=\n)/)
    .map((line) => {
      readsHtml &&= !line.includes('<');
      return repaired(line, readsHtml);
    })
    .join('');
}

/** White space as Python's `\s` and `strip` see it: not the mark U+FEFF, but U+0085 and the separators of ASCII. */
// eslint-disable-next-line no-control-regex -- these are white space to Python
const SPACES = /[\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

const oneLine = (text: string): string => text.replace(SPACES, ' ').replace(/^ | $/g, '');

/** ASCII without references and controls is read as it is. */
const PLAIN = /^[\t\n\r\x20-\x25\x27-\x7e]*$/;

/** The text as CLIP's training saw it, but for capital letters, which the tokenizer makes small. */
export function cleanText(text: string): string {
  if (PLAIN.test(text)) return oneLine(text);
  return oneLine(unescapeHtml(unescapeHtml(repairedLines(text))));
}

/** A text as it was read before there was any cleaning. */
const asItStands = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();

/** Whether cleaning changes nothing that the model sees of a text: its tokens are those of a time before there was any. */
export const isCleanAlready = (text: string): boolean => asItStands(cleanText(text)) === asItStands(text);
