const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an XML document: markup escaped, characters that XML 1.0 forbids left out. */
export function escapeXml(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex -- these are the characters in question
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
      .replace(/[&<>"']/g, (character) => ENTITIES[character]!)
  );
}

/** Width of a character in em, a little generous, since nobody knows which font will draw it. */
function em(character: string): number {
  if (/[ijlI.,:;'!|()[\]]/.test(character)) return 0.32;
  if (/[ftr\s\-"]/.test(character)) return 0.4;
  if (/[mwMW@%&]/.test(character)) return 0.92;
  if (/[A-Z]/.test(character)) return 0.72;
  return character.codePointAt(0)! < 0x2000 ? 0.59 : 1;
}

/** Estimated width of a line of text in pixels. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const character of text) width += em(character);
  return width * size;
}

/**
 * The same for a word of running text, where room to spare would stand as a gap before each comma. In a wide font a long
 * word takes a little of the space behind it.
 */
export const runWidth = (text: string, size: number): number => 0.92 * textWidth(text, size);

/** The text, or its beginning and "…" where it is wider than `width`. */
export function ellipsis(text: string, size: number, width: number): string {
  let kept = '';
  let used = textWidth('…', size);
  for (const character of text) {
    used += textWidth(character, size);
    if (used > width) return textWidth(text, size) <= width ? text : `${kept.trimEnd()}…`;
    kept += character;
  }
  return text;
}

/** Breaks text at spaces into at most `limit` lines no wider than `width`; what is left over ends in "…". */
export function wrap(text: string, size: number, width: number, limit: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || lines.length === limit - 1 || textWidth(longer, size) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((each) => ellipsis(each, size, width));
}
