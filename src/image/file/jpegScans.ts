/** Coefficients of a JPEG's components: Huffman decoding of baseline and progressive scans (ITU-T T.81, annexes F and G). */
import { cutOff, damaged, Reader, unknownKind } from './reader';

/** One colour of a JPEG before its inverse transform. */
export interface Component {
  readonly id: number;
  /** Samples across and down in a unit of the whole picture (sampling factors). */
  readonly h: number;
  readonly v: number;
  readonly quantisation: Uint16Array;
  /** Blocks across and down, those that fill up the last units included. */
  readonly columns: number;
  readonly rows: number;
  /** [rows, columns, 64] in zigzag order. */
  readonly coefficients: Int16Array;
}

export interface Scans {
  readonly width: number;
  readonly height: number;
  readonly components: readonly Component[];
  /** Of Adobe's marker: 0 no transform, 1 YCbCr, 2 YCCK; undefined without the marker. */
  readonly transform: number | undefined;
}

type Building = { -readonly [K in keyof Component]: Component[K] } & { readonly table: number };

/** Which code gives which value: by the length of a code the first one, and where its values begin. */
interface Huffman {
  /** Length and value of each code by the next 9 bits: value + 256 · length, 0 where codes are longer. */
  readonly quick: Uint16Array;
  readonly last: Int32Array;
  readonly shift: Int32Array;
  readonly values: Uint8Array;
}

const QUICK = 9;

function huffman(counts: Uint8Array, values: Uint8Array): Huffman {
  const quick = new Uint16Array(1 << QUICK);
  const last = new Int32Array(18).fill(-1);
  const shift = new Int32Array(18);
  let code = 0;
  let at = 0;
  for (let length = 1; length <= 16; length++, code <<= 1) {
    const count = counts[length - 1]!;
    shift[length] = at - code;
    for (let i = 0; i < count && length <= QUICK; i++) {
      const from = (code + i) << (QUICK - length);
      quick.fill(values[at + i]! + 256 * length, from, from + (1 << (QUICK - length)));
    }
    at += count;
    code += count;
    if (count > 0) last[length] = code - 1;
    if (code > 1 << length) throw damaged();
  }
  return { quick, last, shift, values };
}

/** The bits of a scan; stuffed zeros are taken out, and at a marker only zeros follow. */
class Bits {
  #held = 0;
  #count = 0;

  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  #fill(): void {
    while (this.#count <= 16) {
      let byte = 0;
      if (this.at >= this.bytes.length) throw cutOff();
      if (this.bytes[this.at] !== 0xff) byte = this.bytes[this.at++]!;
      else if (this.bytes[this.at + 1] === 0) {
        byte = 0xff;
        this.at += 2;
      }
      this.#held = (this.#held << 8) | byte;
      this.#count += 8;
    }
  }

  bit(): number {
    if (this.#count < 1) this.#fill();
    this.#count -= 1;
    return (this.#held >>> this.#count) & 1;
  }

  /** @param length 0 … 16 */
  take(length: number): number {
    if (length === 0) return 0;
    if (this.#count < length) this.#fill();
    this.#count -= length;
    return (this.#held >>> this.#count) & ((1 << length) - 1);
  }

  /** `length` bits as a signed number of that size (F.2.2.1). */
  signed(length: number): number {
    if (length === 0) return 0;
    const value = this.take(length);
    return value < 1 << (length - 1) ? value - (1 << length) + 1 : value;
  }

  symbol(table: Huffman): number {
    if (this.#count < 16) this.#fill();
    const found = table.quick[(this.#held >>> (this.#count - QUICK)) & ((1 << QUICK) - 1)]!;
    if (found) {
      this.#count -= found >> 8;
      return found & 255;
    }
    for (let length = QUICK + 1; length <= 16; length++) {
      const code = (this.#held >>> (this.#count - length)) & ((1 << length) - 1);
      if (code > table.last[length]!) continue;
      this.#count -= length;
      return table.values[code + table.shift[length]!]!;
    }
    throw damaged();
  }

  /** Leaves what is left of a byte, and steps over a restart marker. */
  restart(): void {
    this.#held = 0;
    this.#count = 0;
    const { bytes } = this;
    while (this.at + 1 < bytes.length && !(bytes[this.at] === 0xff && bytes[this.at + 1]! >= 0xc0))
      this.at += 1;
    const marker = bytes[this.at + 1];
    if (marker !== undefined && marker >= 0xd0 && marker <= 0xd7) this.at += 2;
  }
}

/** Decodes one block of a scan; `at` is its first coefficient. */
type DecodeBlock = (component: ScanComponent, at: number) => void;

interface ScanComponent {
  readonly component: Building;
  readonly dc: Huffman | undefined;
  readonly ac: Huffman | undefined;
  predicted: number;
}

/** Reads all scans of a JPEG whose header has been found fit. @throws Unreadable */
export function readScans(bytes: Uint8Array): Scans {
  const file = new Reader(bytes);
  const quantisations: Uint16Array[] = [];
  const dcTables: Huffman[] = [];
  const acTables: Huffman[] = [];
  let components: Building[] = [];
  let [width, height] = [0, 0];
  let progressive = false;
  let interval = 0;
  let transform: number | undefined;
  let at = 2;
  for (;;) {
    if (file.u8(at) !== 0xff || file.u8(at + 1) === 0xff || file.u8(at + 1) === 0) {
      at += 1;
      continue;
    }
    const marker = file.u8(at + 1);
    if (marker === 0xd9) break;
    if (marker === 1 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
      continue;
    }
    const end = at + 2 + file.u16(at + 2);
    let from = at + 4;
    if (marker === 0xdb) {
      while (from < end) {
        const kind = file.u8(from++);
        const table = new Uint16Array(64);
        for (let i = 0; i < 64; i++, from += kind >> 4 ? 2 : 1)
          table[i] = kind >> 4 ? file.u16(from) : file.u8(from);
        quantisations[kind & 15] = table;
      }
    } else if (marker === 0xc4) {
      while (from < end) {
        const kind = file.u8(from);
        const counts = file.slice(from + 1, 16);
        const total = counts.reduce((sum, count) => sum + count, 0);
        (kind >> 4 ? acTables : dcTables)[kind & 15] = huffman(counts, file.slice(from + 17, total));
        from += 17 + total;
      }
    } else if (marker === 0xee && file.text(from, 5) === 'Adobe') transform = file.u8(from + 11);
    else if (marker === 0xdd) interval = file.u16(from);
    else if (marker >= 0xc0 && marker <= 0xc2 && components.length === 0) {
      progressive = marker === 0xc2;
      [height, width] = [file.u16(from + 1), file.u16(from + 3)];
      components = frameComponents(file, from, width, height);
    } else if (marker === 0xda) {
      const bits = new Bits(bytes, end);
      readScan(file, from, bits, { components, dcTables, acTables, progressive, interval, width, height });
      for (const component of components)
        if (component.quantisation.length === 0)
          component.quantisation = quantisations[component.table]?.slice() ?? component.quantisation;
      at = bits.at;
      continue;
    }
    at = end;
  }
  if (components.some(({ quantisation }) => quantisation.length === 0)) throw cutOff();
  return { width, height, components, transform };
}

function frameComponents(file: Reader, at: number, width: number, height: number): Building[] {
  const count = file.u8(at + 5);
  const found = Array.from({ length: count }, (_, i) => {
    const from = at + 6 + 3 * i;
    const factors = file.u8(from + 1);
    return { id: file.u8(from), h: factors >> 4, v: factors & 15, table: file.u8(from + 2) };
  });
  if (found.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4)) throw damaged();
  const [across, down] = [Math.max(...found.map(({ h }) => h)), Math.max(...found.map(({ v }) => v))];
  return found.map((component) => {
    const columns = Math.ceil(width / (8 * across)) * component.h;
    const rows = Math.ceil(height / (8 * down)) * component.v;
    const coefficients = new Int16Array(columns * rows * 64);
    return { ...component, columns, rows, coefficients, quantisation: new Uint16Array(0) };
  });
}

interface ScanContext {
  readonly components: readonly Building[];
  readonly dcTables: readonly Huffman[];
  readonly acTables: readonly Huffman[];
  readonly progressive: boolean;
  readonly interval: number;
  readonly width: number;
  readonly height: number;
}

function readScan(file: Reader, at: number, bits: Bits, context: ScanContext): void {
  const { components, dcTables, acTables, progressive, interval, width, height } = context;
  const count = file.u8(at);
  const members = Array.from({ length: count }, (_, i): ScanComponent => {
    const component = components.find(({ id }) => id === file.u8(at + 1 + 2 * i));
    if (!component) throw damaged();
    const tables = file.u8(at + 2 + 2 * i);
    return { component, dc: dcTables[tables >> 4], ac: acTables[tables & 15], predicted: 0 };
  });
  const from = at + 1 + 2 * count;
  const [start, end, approximation] = [file.u8(from), file.u8(from + 1), file.u8(from + 2)];
  if (start > end || end > 63 || (progressive && start === 0 && end > 0)) throw damaged();
  const decode = progressive
    ? progressiveBlock(bits, start, end, approximation >> 4, approximation & 15)
    : { block: baselineBlock(bits), restart: () => undefined };

  const across = Math.max(...components.map(({ h }) => h));
  const down = Math.max(...components.map(({ v }) => v));
  const single = members.length === 1 ? members[0]! : undefined;
  // A scan of one component has no blocks that only fill up; one of several goes by whole units.
  const columns = single
    ? Math.ceil(Math.ceil((width * single.component.h) / across) / 8)
    : Math.ceil(width / (8 * across));
  const rows = single
    ? Math.ceil(Math.ceil((height * single.component.v) / down) / 8)
    : Math.ceil(height / (8 * down));
  for (let unit = 0; unit < columns * rows; unit++) {
    if (interval > 0 && unit > 0 && unit % interval === 0) {
      bits.restart();
      decode.restart();
      for (const member of members) member.predicted = 0;
    }
    const [row, column] = [Math.floor(unit / columns), unit % columns];
    if (single) {
      decode.block(single, (row * single.component.columns + column) * 64);
      continue;
    }
    for (const member of members) {
      const { h, v, columns: stride } = member.component;
      for (let y = 0; y < v; y++)
        for (let x = 0; x < h; x++) decode.block(member, ((row * v + y) * stride + column * h + x) * 64);
    }
  }
  bits.restart();
}

function need(table: Huffman | undefined): Huffman {
  if (!table) throw damaged();
  return table;
}

function baselineBlock(bits: Bits): DecodeBlock {
  return (member, at) => {
    const { coefficients } = member.component;
    member.predicted += bits.signed(bits.symbol(need(member.dc)) & 15);
    coefficients[at] = member.predicted;
    const ac = need(member.ac);
    for (let k = 1; k < 64; k++) {
      const symbol = bits.symbol(ac);
      const size = symbol & 15;
      if (size === 0) {
        if (symbol < 0xf0) break;
        k += 15;
        continue;
      }
      k += symbol >> 4;
      if (k > 63) throw damaged();
      coefficients[at + k] = bits.signed(size);
    }
  };
}

/** One of the four kinds of progressive scans: first or refining, of the mean or of a band of the other coefficients. */
function progressiveBlock(
  bits: Bits,
  start: number,
  end: number,
  high: number,
  low: number,
): { readonly block: DecodeBlock; readonly restart: () => void } {
  let run = 0;
  const one = 1 << low;
  const restart = () => void (run = 0);
  if (start === 0 && high === 0) {
    return {
      restart,
      block: (member, at) => {
        member.predicted += bits.signed(bits.symbol(need(member.dc)) & 15);
        member.component.coefficients[at] = member.predicted << low;
      },
    };
  }
  if (start === 0) {
    return {
      restart,
      block: ({ component: { coefficients } }, at) => {
        if (bits.bit()) coefficients[at] = coefficients[at]! | one;
      },
    };
  }
  if (high === 0) {
    return {
      restart,
      block: ({ component: { coefficients }, ac }, at) => {
        if (run > 0) {
          run -= 1;
          return;
        }
        const table = need(ac);
        for (let k = start; k <= end; k++) {
          const symbol = bits.symbol(table);
          const [zeros, size] = [symbol >> 4, symbol & 15];
          if (size === 0) {
            if (zeros < 15) {
              run = (1 << zeros) - 1 + bits.take(zeros);
              break;
            }
            k += 15;
            continue;
          }
          k += zeros;
          if (k > 63) throw damaged();
          coefficients[at + k] = bits.signed(size) * one;
        }
      },
    };
  }
  const refine = (coefficients: Int16Array, i: number) => {
    const value = coefficients[i]!;
    if (bits.bit() && (value & one) === 0) coefficients[i] = value + (value >= 0 ? one : -one);
  };
  return {
    restart,
    block: ({ component: { coefficients }, ac }, at) => {
      let k = start;
      if (run === 0) {
        const table = need(ac);
        for (; k <= end; k++) {
          const symbol = bits.symbol(table);
          let zeros = symbol >> 4;
          let value = 0;
          if ((symbol & 15) !== 0) value = bits.bit() ? one : -one;
          else if (zeros < 15) {
            run = (1 << zeros) + bits.take(zeros);
            break;
          }
          for (; k <= end; k++) {
            if (coefficients[at + k] !== 0) refine(coefficients, at + k);
            else if (zeros-- === 0) break;
          }
          if (value !== 0 && k <= end) coefficients[at + k] = value;
        }
      }
      if (run > 0) {
        for (; k <= end; k++) if (coefficients[at + k] !== 0) refine(coefficients, at + k);
        run -= 1;
      }
    },
  };
}

export function checkComponents({ components }: Scans): void {
  const across = Math.max(...components.map(({ h }) => h));
  const down = Math.max(...components.map(({ v }) => v));
  if (components.some(({ h, v }) => across % h !== 0 || down % v !== 0))
    throw unknownKind('a JPEG of a rare sampling');
}
