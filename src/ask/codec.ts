/** Types of a link's fields: how a value is written, and how it is read from bytes that anybody may have made. */
import type { ByteReader, ByteWriter } from './bytes';
import { hasControls } from './bytes';
import { LinkError } from './error';

export interface Codec<T> {
  write(out: ByteWriter, value: T): void;
  /** @throws LinkError for everything that `write` cannot have written */
  read(from: ByteReader): T;
}

const unwritable = (reason: string): LinkError =>
  new LinkError(reason, `No link can be made of this: ${reason}.`);

/** Text of at most `most` bytes, without control characters; both sides check. */
export const text = (most: number): Codec<string> => ({
  write(out, value) {
    const length = new TextEncoder().encode(value).length;
    if (length > most) throw unwritable(`a text of ${length} bytes is too long (at most ${most})`);
    if (hasControls(value)) throw unwritable('a text holds control characters');
    out.text(value);
  },
  read: (from) => from.text(most),
});

export const whole = (most: number): Codec<number> => ({
  write: (out, value) => out.whole(value),
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

/** One of a list that only ever grows at its end: its place is what is written. */
export const choice = <const T extends string>(options: readonly T[]): Codec<T> => ({
  write(out, value) {
    const place = options.indexOf(value);
    if (place < 0) throw unwritable(`links do not know “${value}”`);
    out.byte(place);
  },
  read: (from) => options[from.whole(options.length - 1)]!,
});

export const optional = <T>(codec: Codec<T>): Codec<T | undefined> => ({
  write(out, value) {
    flag.write(out, value !== undefined);
    if (value !== undefined) codec.write(out, value);
  },
  read: (from) => (flag.read(from) ? codec.read(from) : undefined),
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

type Parts<T> = { readonly [K in keyof T]-?: Codec<T[K]> };

/** A record whose parts follow one another in the order of the table; undefined parts are left out of what is read. */
export const record = <T extends object>(parts: Parts<T>): Codec<T> => {
  const names = Object.keys(parts) as (keyof T)[];
  return {
    write(out, value) {
      for (const name of names) parts[name].write(out, value[name]);
    },
    read(from) {
      const entries = names.map((name) => [name, parts[name].read(from)] as const);
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T;
    },
  };
};
