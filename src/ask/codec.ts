/** Types of a link's fields: how a value is written, and how it is read from bytes that anybody may have made. */
import type { ByteReader } from './bytes';
import { ByteWriter, hasControls } from './bytes';
import { LinkError, newerLink, unwritable } from './error';

export interface Codec<T> {
  /** @throws LinkError for what does not fit a link */
  write(out: ByteWriter, value: T): void;
  /** @throws LinkError for everything that `write` cannot have written */
  read(from: ByteReader): T;
}

/** The bytes of one value. */
export function bytesOf<T>(codec: Codec<T>, value: T): Uint8Array {
  const out = new ByteWriter();
  codec.write(out, value);
  return out.finish();
}

/** UTF-8 bytes of a text that fits. @throws LinkError */
function fitting(value: string, most: number): Uint8Array {
  const bytes = new TextEncoder().encode(value);
  if (bytes.length > most) throw unwritable(`a text of ${bytes.length} bytes is too long (at most ${most})`);
  if (hasControls(value)) throw unwritable('a text holds control characters');
  return bytes;
}

/** Text of at most `most` bytes, without control characters; both sides check. */
export const text = (most: number): Codec<string> => ({
  write: (out, value) => out.bytes(fitting(value, most)),
  read: (from) => from.text(most),
});

/** UTF-8 bytes that a letter takes at most. */
const LETTER = 4;

/** Letters of a text, as people count them: characters of Unicode, not bytes. */
export const lettersOf = (value: string): number => [...value].length;

/** Text of at most `most` letters, without control characters; both sides check. */
export const letters = (most: number): Codec<string> => ({
  write(out, value) {
    const count = lettersOf(value);
    if (count > most) throw unwritable(`a text of ${count} letters is too long (at most ${most})`);
    out.bytes(fitting(value, LETTER * most));
  },
  read(from) {
    const value = from.text(LETTER * most);
    if (lettersOf(value) > most) throw new LinkError(`a text has more than the allowed ${most} letters`);
    return value;
  },
});

/** Whether `text(most)` takes a text. */
export const takesBytes =
  (most: number) =>
  (value: string): boolean =>
    new TextEncoder().encode(value).length <= most;

/** Numbers that stand for known texts; the lengths of others are counted from here on. */
const ROOM = 16;

/**
 * Text of at most `most` bytes that is often one of a few: these take one byte. The list only ever grows at its end, to 16
 * at most.
 */
export const knownText = (known: readonly string[], most: number): Codec<string> => ({
  write(out, value) {
    const place = known.indexOf(value);
    if (place >= 0) return out.whole(place);
    const bytes = fitting(value, most);
    out.whole(ROOM + bytes.length);
    out.raw(bytes);
  },
  read(from) {
    const number = from.whole(ROOM + most);
    if (number < ROOM) return known[number] ?? unknown(`text ${number}`);
    const value = from.textOf(number - ROOM);
    if (known.includes(value)) throw new LinkError('a text is spelled out that has a number');
    return value;
  },
});

function unknown(what: string): never {
  throw newerLink(`this one does not know its ${what}`);
}

export const whole = (most: number): Codec<number> => ({
  write(out, value) {
    if (value > most) throw unwritable(`${value} is more than the allowed ${most}`);
    out.whole(value);
  },
  read: (from) => from.whole(most),
});

/** A number of single precision from `low` to `high`. */
export const number = (low: number, high: number): Codec<number> => ({
  write: (out, value) => out.float(value),
  read(from) {
    const value = from.float();
    if (value < low || value > high) throw new LinkError(`a number is not between ${low} and ${high}`);
    return value;
  },
});

/** A share from 0 to 1 in hundredths: a slider's place. */
export const hundredths: Codec<number> = {
  write: (out, value) => out.byte(Math.round(value * 100)),
  read(from) {
    return from.whole(100) / 100;
  },
};

export const flag: Codec<boolean> = {
  write: (out, value) => out.byte(Number(value)),
  read: (from) => from.whole(1) === 1,
};

/** What is true by being there. */
export const mark: Codec<true> = { write: () => undefined, read: () => true };

/** One of a list that only ever grows at its end: its place is what is written. */
export const choice = <const T extends string>(options: readonly T[]): Codec<T> => ({
  write(out, value) {
    const place = options.indexOf(value);
    if (place < 0) throw unwritable(`links do not know “${value}”`);
    out.byte(place);
  },
  read(from) {
    const place = from.whole(255);
    return options[place] ?? unknown(`choice ${place} of ${options.length}`);
  },
});

export const list = <T>(codec: Codec<T>, most: number): Codec<readonly T[]> => ({
  write(out, values) {
    if (values.length > most) throw unwritable(`a list of ${values.length} is too long (at most ${most})`);
    out.whole(values.length);
    for (const value of values) codec.write(out, value);
  },
  read: (from) => Array.from({ length: from.whole(most) }, () => codec.read(from)),
});

/** Hexadecimal digits, `bytes` of them at most as bytes; whatever follows is cut off. */
export const hex = (bytes: number): Codec<string> => ({
  write(out, value) {
    const pairs = (value.match(/[0-9a-f]{2}/g) ?? []).slice(0, bytes);
    out.bytes(Uint8Array.from(pairs, (pair) => parseInt(pair, 16)));
  },
  read: (from) => Array.from(from.bytes(bytes), (byte) => byte.toString(16).padStart(2, '0')).join(''),
});
