/** Where files say how their picture lies: EXIF first, XMP where that says nothing, as Pillow reads them. */
import { latin1, Reader } from './reader';
import { asOrientation, type Orientation } from './turn';

const ORIENTATION = 0x0112;
const SHORT = 3;
const LONG = 4;

/** What a file keeps beside its pixels. */
export interface Metadata {
  /** TIFF structure, with or without the six bytes `Exif\0\0` before it. */
  readonly exif?: Uint8Array | undefined;
  readonly xmp?: Uint8Array | undefined;
}

/** How the picture lies; upright where nothing is said or what is said cannot be read. */
export function orientationOf({ exif, xmp }: Metadata): Orientation {
  const told = exif && exifOrientation(exif);
  if (told !== undefined) return asOrientation(told);
  const found = xmp && /tiff:Orientation(?:="|>)([0-9])/.exec(latin1(xmp));
  return asOrientation(found ? Number(found[1]) : undefined);
}

/** The entry of the first directory; undefined when there is none. Damaged EXIF counts as none: it is not the picture. */
function exifOrientation(exif: Uint8Array): number | undefined {
  const bytes = latin1(exif.subarray(0, 6)) === 'Exif\0\0' ? exif.subarray(6) : exif;
  const order = latin1(bytes.subarray(0, 2));
  if (order !== 'II' && order !== 'MM') return undefined;
  try {
    const file = new Reader(bytes, order === 'II');
    const directory = file.u32(4);
    const count = file.u16(directory);
    for (let i = 0; i < count; i++) {
      const at = directory + 2 + i * 12;
      if (file.u16(at) !== ORIENTATION) continue;
      const type = file.u16(at + 2);
      return type === SHORT ? file.u16(at + 8) : type === LONG ? file.u32(at + 8) : undefined;
    }
    return undefined;
  } catch {
    return undefined;
  }
}
