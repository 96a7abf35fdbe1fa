/** Maps as bytes: one scale a map, then a byte a value. */
import type { ByteReader, ByteWriter } from './bytes';
import { text, type Codec } from './codec';
import { MAX_SIDE, type ImageMap, type StreamMap, type TextMap } from './document';
import { LinkError, unwritable } from './error';
import { MAX_LINK_TOKENS } from './tokens';

/** Tokens of a stream that is neither the image's nor the text's. */
const MAX_VALUES = MAX_SIDE * MAX_SIDE;
/** Levels above zero of a map, and on each side of it of a signed map. */
export const LEVELS = { unsigned: 255, signed: 127 } as const;

const largestOf = (values: readonly number[]): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Largest error that quantisation leaves in a map whose largest absolute value is `largest`. */
export function quantisationError(values: readonly number[]): number {
  return largestOf(values) / (values.some((value) => value < 0) ? LEVELS.signed : LEVELS.unsigned) / 2;
}

/** Levels of values −`top` … `top`, of which the largest has the top. */
function levelsOf(values: readonly number[], largest: number, top: number): number[] {
  if (largest === 0) return values.map(() => 0);
  // Rounding the scale down may lift the largest value just above the top level.
  return values.map((value) => Math.max(-top, Math.min(top, Math.round((value / largest) * top))));
}

function writeValues(out: ByteWriter, values: readonly number[]): void {
  const largest = Math.fround(largestOf(values));
  const signed = levelsOf(values, largest, LEVELS.signed);
  // What rounds to nothing has no sign.
  const isSigned = signed.some((level) => level < 0);
  out.byte(Number(isSigned));
  out.float(largest);
  for (const level of isSigned ? signed : levelsOf(values, largest, LEVELS.unsigned)) out.byte(level);
}

type Check = (levels: readonly number[], top: number, isSigned: boolean) => void;

function readValues(from: ByteReader, count: number, check: Check): number[] {
  const isSigned = from.whole(1) === 1;
  const largest = from.float();
  // Shares of a whole; a little above 1 is rounding.
  if (largest < 0 || largest > 1.001) throw new LinkError('a share of relevance is not between 0 and 1');
  const top = isSigned ? LEVELS.signed : LEVELS.unsigned;
  const levels = Array.from(from.raw(count), (byte) => (isSigned && byte > 127 ? byte - 256 : byte));
  check(levels, largest === 0 ? 0 : top, isSigned);
  return levels.map((level) => (largest * level) / top);
}

/** A map has one spelling: its largest value is at the top, and a sign is needed where there is one. @throws LinkError */
function checkLevels(levels: readonly number[], top: number, isSigned: boolean): void {
  if (largestOf(levels) !== top || (isSigned && !levels.some((level) => level < 0)))
    throw new LinkError('a map is not on its own scale');
}

function readMass(from: ByteReader): number {
  const mass = from.float();
  if (mass < 0) throw new LinkError('the mass of a map is negative');
  return mass;
}

/** Raw masses have no upper bound; beyond single precision only their size still says something. */
const writeMass = (out: ByteWriter, value: number): void => out.float(Math.min(value, 3.4e38));

const imageMapWith = (check: Check): Codec<ImageMap> => ({
  write(out, { rows, cols, values, rawMass }) {
    if (values.length !== rows * cols)
      throw unwritable(`a map of ${rows} × ${cols} patches has ${values.length} values`);
    out.whole(rows);
    out.whole(cols);
    writeValues(out, values);
    writeMass(out, rawMass);
  },
  read(from) {
    const rows = from.whole(MAX_SIDE);
    const cols = from.whole(MAX_SIDE);
    if (rows === 0 || cols === 0) throw new LinkError('a map has no patches');
    return { rows, cols, values: readValues(from, rows * cols, check), rawMass: readMass(from) };
  },
});

/** Length, values, mass. */
const tokenMapWith = (check: Check, most: number): Codec<TextMap> => ({
  write(out, { values, rawMass }) {
    if (values.length > most)
      throw unwritable(`a map of ${values.length} tokens is too long (at most ${most})`);
    out.whole(values.length);
    writeValues(out, values);
    writeMass(out, rawMass);
  },
  read: (from) => ({ values: readValues(from, from.whole(most), check), rawMass: readMass(from) }),
});

export const imageMap = imageMapWith(checkLevels);
export const textMap = tokenMapWith(checkLevels, MAX_LINK_TOKENS);

/** Maps as version 1 wrote them: one whose negative values round to nothing has a sign all the same. */
export const looseMaps = {
  imageMap: imageMapWith(() => undefined),
  textMap: tokenMapWith(() => undefined, MAX_LINK_TOKENS),
};

const streamName = text(80);
const streamValues = tokenMapWith(checkLevels, MAX_VALUES);

export const streamMap: Codec<StreamMap> = {
  write(out, { stream, ...map }) {
    streamName.write(out, stream);
    streamValues.write(out, map);
  },
  read: (from) => ({ stream: streamName.read(from), ...streamValues.read(from) }),
};
