import { WhylightError } from '../../tensor/error';

/** Most pixels of a picture; its header is checked against it before any memory is taken. */
export const MOST_PIXELS = 100_000_000;
/** Longest file that is read, bytes. */
export const MOST_BYTES = 64 * 1024 * 1024;

/** What a picture's header says, before anything is decoded. */
export interface Header {
  readonly width: number;
  readonly height: number;
}

/** Why a file cannot be read. `decodePicture` puts the file's name before it. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** The file ends before its picture does. */
export const cutOff = (): Unreadable =>
  new Unreadable('is cut off before its end; get the whole file or choose another image.');

/** The file contradicts its own format. */
export const damaged = (): Unreadable => new Unreadable('is damaged; save or download the image again.');

/** A kind of picture that its format allows and that is not read here; `what` continues “holds”. */
export const unknownKind = (what: string): Unreadable =>
  new Unreadable(`holds ${what}, which cannot be read here; save it as PNG or JPEG and try again.`);

export const badInput = (message: string): WhylightError => new WhylightError('bad-input', message);

/** Refuses sizes that are none or too large. @throws Unreadable */
export function checkSize({ width, height }: Header): void {
  if (width < 1 || height < 1) throw damaged();
  if (width * height > MOST_PIXELS) {
    const megapixels = Math.round((width * height) / 1e6);
    throw new Unreadable(
      `has ${width} × ${height} pixels (${megapixels} megapixels), more than the ${MOST_PIXELS / 1e6} megapixels that can be read; scale it down.`,
    );
  }
}

/** Numbers of a file by their place; reading behind the end throws `cutOff`. */
export class Reader {
  readonly #view: DataView;

  constructor(
    readonly bytes: Uint8Array,
    /** Order of the bytes in numbers; can change, as TIFF says it in the file. */
    public littleEndian = false,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  #within(at: number, size: number): void {
    if (at < 0 || at + size > this.bytes.length) throw cutOff();
  }

  u8(at: number): number {
    this.#within(at, 1);
    return this.bytes[at]!;
  }

  u16(at: number): number {
    this.#within(at, 2);
    return this.#view.getUint16(at, this.littleEndian);
  }

  u24(at: number): number {
    return this.littleEndian
      ? this.u16(at) + this.u8(at + 2) * 65536
      : this.u8(at) * 65536 + this.u16(at + 1);
  }

  u32(at: number): number {
    this.#within(at, 4);
    return this.#view.getUint32(at, this.littleEndian);
  }

  i32(at: number): number {
    this.#within(at, 4);
    return this.#view.getInt32(at, this.littleEndian);
  }

  /** Latin-1 text of `length` bytes; shorter at the end of the file. */
  text(at: number, length: number): string {
    return latin1(this.bytes.subarray(at, at + length));
  }

  /** The bytes themselves, not a copy. */
  slice(at: number, length: number): Uint8Array {
    this.#within(at, length);
    return this.bytes.subarray(at, at + length);
  }
}

/** One character a byte. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096)
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}
