/** Maps as bytes: one scale a map, then a byte a value. */
import type { ImageMap, TextMap } from './document';
import type { ByteReader, ByteWriter } from './bytes';
import type { Codec } from './codec';
import { LinkError } from './error';

/** Patches on a side: ViT-L/14 at 336 pixels has 24. */
const MAX_SIDE = 64;
export const MAX_TOKENS = 128;
/** Levels above zero of a map, and on each side of it of a signed map. */
export const LEVELS = { unsigned: 255, signed: 127 } as const;

/** Largest error that quantisation leaves in a map whose largest absolute value is `largest`. */
export function quantisationError(values: readonly number[]): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest / (values.some((value) => value < 0) ? LEVELS.signed : LEVELS.unsigned) / 2;
}

function writeValues(out: ByteWriter, values: readonly number[]): void {
  const largest = Math.fround(values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  const signed = values.some((value) => value < 0);
  out.byte(Number(signed));
  out.float(largest);
  const levels = signed ? LEVELS.signed : LEVELS.unsigned;
  for (const value of values) {
    // Rounding the scale down may lift the largest value just above the top level.
    const level = largest === 0 ? 0 : Math.round((value / largest) * levels);
    out.byte(Math.max(-levels, Math.min(levels, level)));
  }
}

function readValues(from: ByteReader, count: number): number[] {
  const signed = from.whole(1) === 1;
  const largest = from.float();
  // Shares of a whole; a little above 1 is rounding.
  if (largest < 0 || largest > 1.001) throw new LinkError('a share of relevance is not between 0 and 1');
  const levels = signed ? LEVELS.signed : LEVELS.unsigned;
  return Array.from(from.raw(count), (byte) => {
    const level = signed && byte > 127 ? byte - 256 : byte;
    return (largest * level) / levels;
  });
}

function readMass(from: ByteReader): number {
  const mass = from.float();
  if (mass < 0) throw new LinkError('the mass of a map is negative');
  return mass;
}

export const imageMap: Codec<ImageMap> = {
  write(out, { rows, cols, values, rawMass }) {
    out.whole(rows);
    out.whole(cols);
    writeValues(out, values);
    out.float(finite32(rawMass));
  },
  read(from) {
    const rows = from.whole(MAX_SIDE);
    const cols = from.whole(MAX_SIDE);
    if (rows === 0 || cols === 0) throw new LinkError('a map has no patches');
    return { rows, cols, values: readValues(from, rows * cols), rawMass: readMass(from) };
  },
};

export const textMap: Codec<TextMap> = {
  write(out, { values, rawMass }) {
    out.whole(values.length);
    writeValues(out, values);
    out.float(finite32(rawMass));
  },
  read: (from) => ({ values: readValues(from, from.whole(MAX_TOKENS)), rawMass: readMass(from) }),
};

/** Raw masses have no upper bound; beyond single precision only their size still says something. */
const finite32 = (value: number): number => Math.min(value, 3.4e38);
