/** What strangers wrote, as a cell of a table. */

/** Spreadsheets run what begins with these as a formula, some also behind spaces and in full width. */
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/;

/** A cell of a CSV file (RFC 4180). An apostrophe in front keeps a spreadsheet from running a text; numbers stay. */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A text on one line of Markdown in which nothing is markup, and no bar ends a cell. */
export const markdownText = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\\|`[\]]/g, '\\$&')
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/\*(?=\S)|(?<=\S)\*/g, '\\*')
    .replace(/\b(https?):\/\//gi, '$1:\u200b//');

/** A text as code in Markdown, on one line, whatever it holds. */
export function markdownCode(text: string): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const space = /^`|`$/.test(line) ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}
