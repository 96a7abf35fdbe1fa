import { quoted } from '../../src/tensor/quote';
import { badData, isRecord } from './json';

/** An entry of a list in a file, and how errors call it. */
export interface Entry {
  readonly fields: Record<string, unknown>;
  /** E.g. `"questions.json", questions[3]`. */
  readonly where: string;
}

/** The objects of a list. @throws WhylightError naming the first entry that is not an object */
export function entriesOf(file: string, key: string, list: readonly unknown[]): Entry[] {
  return list.map((fields, index) => {
    const where = `"${file}", ${key}[${index}]`;
    if (!isRecord(fields)) throw badData(`${where} is no object; see VQAv2's format.`);
    return { fields, where };
  });
}

/** An id: a whole number or a text; both spellings of a number are one id. */
export function idOf({ fields, where }: Entry, key: string): string {
  const value = fields[key];
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'string' && value !== '') return normalId(value);
  throw badData(`${where} has ${spelling(value)} as its ${key}; expected a whole number or a text.`);
}

/** A text with something in it. */
export function textOf({ fields, where }: Entry, key: string): string {
  const value = fields[key];
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  throw badData(`${where} has ${spelling(value)} as its ${key}; expected a text that is not empty.`);
}

/** Entries by their id. @throws WhylightError naming both entries of an id that stands twice */
export function byId(entries: readonly Entry[], key: string): Map<string, Entry> {
  const found = new Map<string, Entry>();
  for (const entry of entries) {
    const id = idOf(entry, key);
    const first = found.get(id);
    if (first) {
      throw badData(
        `${entry.where} has the ${key} ${id}, which ${first.where} has already; each may stand once.`,
      );
    }
    found.set(id, entry);
  }
  return found;
}

/** Ids that are numbers are compared without leading zeros. */
export const normalId = (text: string): string => (/^\d+$/.test(text) ? text.replace(/^0+(?=\d)/, '') : text);

const spelling = (value: unknown): string => (value === undefined ? 'nothing' : quoted(value));
