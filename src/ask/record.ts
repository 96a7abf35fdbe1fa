/**
 * Records of a link: lists of numbered fields. One that has its default is left out, so what is added later costs older
 * links nothing; a number that is not known stands for something that only a newer Whylight understands.
 */
import { bytesOf, type Codec } from './codec';
import { LinkError, newerLink, unwritable } from './error';

/** A number is never used again for something else; a change of meaning raises `LINK_VERSION`. */
export interface Field<T> {
  /** From 1. */
  readonly number: number;
  readonly codec: Codec<T>;
  /** What a link means that does not say it. */
  readonly initial: T | undefined;
  readonly isRequired?: true;
  /** Another form of the part, for what the first one has no room for; see `grown`. */
  readonly later?: {
    readonly number: number;
    readonly codec: Codec<NonNullable<T>>;
    /** Whether a value has room in the first form, and so is written in it. */
    readonly fits: (value: NonNullable<T>) => boolean;
  };
}

/** What a table's fields hold. */
export type ValueOf<F> = F extends Field<infer T> ? T : never;

/** A field for each part of a record. */
export type Fields<T> = { readonly [Name in keyof T]-?: Field<T[Name]> };

export const field = <T>(number: number, codec: Codec<T>, initial: T): Field<T> => ({
  number,
  codec,
  initial,
});

/** A part that may be missing. Its codec never sees `undefined`. */
export const absent = <T>(number: number, codec: Codec<T>): Field<T | undefined> => ({
  number,
  codec,
  initial: undefined,
});

/** A part that every link with such a record says. */
export const required = <T>(number: number, codec: Codec<T>): Field<T> => ({
  number,
  codec,
  initial: undefined,
  isRequired: true,
});

/**
 * A part that has come to take more than it did: what always fitted is written as it always was, and the rest under a number of
 * its own, so that older readers say that a newer Whylight made the link.
 */
export const grown = <T>(
  first: Field<T>,
  number: number,
  codec: Codec<NonNullable<T>>,
  fits: (value: NonNullable<T>) => boolean,
): Field<T> => ({ ...first, later: { number, codec, fits } });

/** A number that no field has, which ends a record. */
const END = 0;
const MOST = 127;

/** A field with its name and the bytes of its default. */
interface Entry<T> extends Field<T[keyof T]> {
  readonly name: keyof T & string;
  readonly silent: Uint8Array | undefined;
  /** Whether a value is written in this form and no other. */
  readonly takes: (value: T[keyof T]) => boolean;
}

/** By their numbers, which is how they are written. */
const entriesOf = <T extends object>(table: Fields<T>): Entry<T>[] =>
  (Object.entries(table) as [keyof T & string, Field<T[keyof T]>][])
    .flatMap(([name, one]): Entry<T>[] => {
      const { initial, later } = one;
      const silent = initial === undefined ? undefined : bytesOf(one.codec, initial);
      if (!later) return [{ ...one, name, silent, takes: () => true }];
      const { number, codec, fits } = later;
      return [
        { ...one, name, silent, takes: (value) => fits(value as NonNullable<typeof value>) },
        {
          ...one,
          number,
          codec,
          name,
          silent: undefined,
          takes: (value) => !fits(value as NonNullable<typeof value>),
        },
      ];
    })
    .sort((a, b) => a.number - b.number);

/** Fields by their numbers, each with its value; nothing stands for a default, and nothing is undefined in what is read. */
export function record<T extends object>(table: Fields<T>): Codec<T> {
  const entries = entriesOf(table);
  return {
    write(out, value) {
      for (const { name, number, codec, silent, takes } of entries) {
        const part = value[name];
        if (part === undefined || !takes(part)) continue;
        const bytes = bytesOf(codec, part);
        if (isSame(bytes, silent)) continue;
        out.whole(number);
        out.raw(bytes);
      }
      out.whole(END);
    },
    read(from) {
      const found = new Map<keyof T, unknown>();
      for (const { name, codec, silent, takes } of numbered(from, entries)) {
        const place = from.place;
        const part = codec.read(from);
        if (found.has(name) || !takes(part)) throw new LinkError(`its “${name}” is spelled oddly`);
        found.set(name, part);
        if (isSame(from.since(place), silent)) throw new LinkError(`its “${name}” goes without saying`);
      }
      return complete(entries, found);
    },
  };
}

/**
 * A list of records, column by column: shorter than one record after the other, since a number stands for a whole
 * column. A column in which all have the default is left out. No part may be undefined, or have grown.
 */
export function columns<T extends object>(table: Fields<T>, most: number): Codec<readonly T[]> {
  const entries = entriesOf(table);
  return {
    write(out, rows) {
      if (rows.length > most) throw unwritable(`a list of ${rows.length} is too long (at most ${most})`);
      out.whole(rows.length);
      if (rows.length === 0) return;
      for (const { name, number, codec, silent } of entries) {
        const cells = rows.map((row) => bytesOf(codec, row[name]));
        if (cells.every((cell) => isSame(cell, silent))) continue;
        out.whole(number);
        cells.forEach((cell) => out.raw(cell));
      }
      out.whole(END);
    },
    read(from) {
      const count = from.whole(most);
      if (count === 0) return [];
      const rows = Array.from({ length: count }, () => new Map<keyof T, unknown>());
      for (const { name, codec, silent } of numbered(from, entries)) {
        let isSilent = true;
        for (const row of rows) {
          const place = from.place;
          row.set(name, codec.read(from));
          isSilent &&= isSame(from.since(place), silent);
        }
        if (isSilent) throw new LinkError(`its “${name}” goes without saying`);
      }
      return rows.map((row) => complete(entries, row));
    },
  };
}

/** The entries whose numbers come, in rising order, up to the end of the record. */
function* numbered<T>(
  from: Parameters<Codec<T>['read']>[0],
  entries: readonly Entry<T>[],
): Generator<Entry<T>> {
  for (let last = END; ;) {
    const number = from.whole(MOST);
    if (number === END) return;
    if (number <= last) throw new LinkError(`field ${number} stands behind field ${last}`);
    const entry = entries.find((one) => one.number === number);
    if (!entry) throw newerLink(`this one does not know its field ${number}`);
    yield entry;
    last = number;
  }
}

/** What was found, and defaults for the rest. */
function complete<T extends object>(entries: readonly Entry<T>[], found: ReadonlyMap<keyof T, unknown>): T {
  const parts = entries.map(({ name, initial, isRequired }) => {
    if (isRequired && !found.has(name)) throw new LinkError(`it lacks “${name}”`);
    return [name, found.has(name) ? found.get(name) : initial] as const;
  });
  return Object.fromEntries(parts.filter(([, value]) => value !== undefined)) as T;
}

const isSame = (a: Uint8Array, b: Uint8Array | undefined): boolean =>
  b !== undefined && a.length === b.length && a.every((byte, i) => byte === b[i]);
