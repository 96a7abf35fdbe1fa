/** AVIF's container (ISO 23008-12): the largest size that anything in it states, and how its picture lies. */
import { checkSize, damaged, Reader, type Header } from './reader';
import type { Orientation } from './turn';

export interface AvifFile extends Header {
  readonly orientation: Orientation;
}

interface Box {
  readonly type: string;
  readonly at: number;
  readonly end: number;
}

/** Boxes are not nested deeper than this in a file of pictures. */
const CONTAINERS = ['meta', 'iprp', 'ipco'];

/** @throws Unreadable */
export function readAvif(bytes: Uint8Array): AvifFile {
  const file = new Reader(bytes);
  const find = (boxes: readonly Box[], type: string) => boxes.find((box) => box.type === type);
  const meta = find(boxesOf(file, 0, file.length), CONTAINERS[0]!);
  if (!meta) throw damaged();
  const inMeta = boxesOf(file, meta.at + 4, meta.end);
  const properties = find(inMeta, 'iprp');
  const inProperties = properties ? boxesOf(file, properties.at, properties.end) : [];
  const container = find(inProperties, 'ipco');
  const listed = container ? boxesOf(file, container.at, container.end) : [];
  const sizes = listed
    .filter(({ type }) => type === 'ispe')
    .map(({ at }) => ({ width: file.u32(at + 4), height: file.u32(at + 8) }));
  if (sizes.length === 0) throw damaged();
  sizes.forEach(checkSize);
  const largest = sizes.reduce((a, b) => (b.width * b.height > a.width * a.height ? b : a));
  const primary = primaryItem(file, find(inMeta, 'pitm'));
  const own = ownProperties(file, find(inProperties, 'ipma'), primary).map((index) => listed[index - 1]);
  const rotation = own.find((box) => box?.type === 'irot');
  const mirror = own.find((box) => box?.type === 'imir');
  return {
    ...largest,
    orientation: orientation(
      rotation ? file.u8(rotation.at) & 3 : 0,
      mirror ? file.u8(mirror.at) & 1 : undefined,
    ),
  };
}

function boxesOf(file: Reader, from: number, end: number): readonly Box[] {
  const found: Box[] = [];
  for (let at = from; at + 8 <= end;) {
    const stated = file.u32(at);
    // 0: to the end; 1: the length follows in 64 bits, of which a file of 64 MB needs the lower ones.
    const isLong = stated === 1;
    const length = stated === 0 ? end - at : isLong ? file.u32(at + 12) : stated;
    const head = isLong ? 16 : 8;
    if (length < head) throw damaged();
    found.push({ type: file.text(at + 4, 4), at: at + head, end: Math.min(end, at + length) });
    at += length;
  }
  return found;
}

function primaryItem(file: Reader, box: Box | undefined): number | undefined {
  if (!box) return undefined;
  return file.u8(box.at) === 0 ? file.u16(box.at + 4) : file.u32(box.at + 4);
}

/** Numbers, from 1, of the properties of an item. */
function ownProperties(file: Reader, box: Box | undefined, item: number | undefined): readonly number[] {
  if (!box || item === undefined) return [];
  const [version, flags] = [file.u8(box.at), file.u24(box.at + 1)];
  const entries = file.u32(box.at + 4);
  let at = box.at + 8;
  for (let i = 0; i < entries; i++) {
    const id = version === 0 ? file.u16(at) : file.u32(at);
    at += version === 0 ? 2 : 4;
    const count = file.u8(at++);
    const isWide = (flags & 1) === 1;
    const indices = Array.from({ length: count }, (_, k) =>
      isWide ? file.u16(at + 2 * k) & 0x7fff : file.u8(at + k) & 0x7f,
    );
    if (id === item) return indices;
    at += count * (isWide ? 2 : 1);
  }
  return [];
}

/** @param angle quarter turns against the clock; @param axis 0 mirrors top and bottom, 1 left and right, after turning */
function orientation(angle: number, axis: number | undefined): Orientation {
  const table = [
    [1, 4, 2],
    [8, 5, 7],
    [3, 2, 4],
    [6, 7, 5],
  ] as const;
  return table[angle]![axis === undefined ? 0 : axis + 1] as Orientation;
}
