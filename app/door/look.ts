/** What one file looks like, by its first bytes; by its name only where the bytes say too little. */
import { imageFormat } from '../../src/image/file/sniff';
import { endsWith, isOnnxData } from './names';

/** Bytes that are looked at; a file may have gigabytes. */
export const HEAD = 4096;

export type Look =
  | { readonly kind: 'empty' | 'picture' | 'safetensors' | 'onnx' | 'onnx-data' | 'json' | 'text' }
  /** `what` with its article: “a ZIP archive”; `help`: what to do, as a sentence. */
  | { readonly kind: 'foreign'; readonly what: string; readonly help: string };

/** Where a signature stands, and what it means. Signatures are bytes as Latin-1 characters. */
const SIGNATURES: readonly (readonly [at: number, signature: string, what: string, help: string])[] = [
  [0, 'GGUF', 'a GGUF model', 'The same model as ONNX or safetensors files can be opened.'],
  [4, 'TFL3', 'a TensorFlow Lite model', 'The same model as ONNX or safetensors files can be opened.'],
  [0, '\x89HDF', 'a Keras or HDF5 file', 'The same model as ONNX or safetensors files can be opened.'],
  [0, '\x80\x02', 'a PyTorch checkpoint', 'Saved as safetensors, or exported to ONNX, it can be opened.'],
  [0, '%PDF', 'a PDF document', 'Copy the text that you want to ask about.'],
  [0, 'RIFF', 'a sound', 'No model here reads sound yet.'],
  [0, 'ID3', 'a sound', 'No model here reads sound yet.'],
  [0, 'OggS', 'a sound', 'No model here reads sound yet.'],
  [0, 'fLaC', 'a sound', 'No model here reads sound yet.'],
  [0, '\xff\xfb', 'a sound', 'No model here reads sound yet.'],
  [0, '\x1aE\xdf\xa3', 'a film', 'Save one picture of it and open that.'],
  [4, 'ftyp', 'a film', 'Save one picture of it and open that.'],
  [0, 'II*\0', 'a TIFF picture', 'Save it as PNG or JPEG and open that.'],
  [0, 'MM\0*', 'a TIFF picture', 'Save it as PNG or JPEG and open that.'],
  [0, '\x1f\x8b', 'a packed file', 'Unpack it and drop what is in it.'],
  [0, '7z\xbc\xaf', 'a 7-Zip archive', 'Unpack it and drop what is in it.'],
  [0, 'Rar!', 'a RAR archive', 'Unpack it and drop what is in it.'],
  [0, 'PK\x03\x04', 'a ZIP archive', 'Unpack it and drop what is in it.'],
];

/** The same at the beginning of a text, blanks aside. */
const TEXTS: readonly (readonly [RegExp, what: string, help: string])[] = [
  [
    /^version https:\/\/git-lfs\.github\.com\//,
    'a pointer of Git LFS',
    'The file itself lies on the server that it was cloned from; get it with “git lfs pull”.',
  ],
  [
    /^(<\?xml[^>]*>\s*)?(<!--[^]*?-->\s*)?(<!doctype svg[^>]*>\s*)?<svg\b/i,
    'an SVG drawing',
    'Save it as PNG and open that.',
  ],
  [
    /^<(!doctype html|html)\b/i,
    'a web page',
    'Save the picture or copy the text that you want to ask about.',
  ],
  [/^\{\\rtf/, 'a formatted document', 'Copy the text that you want to ask about.'],
];

/** HEIF brands that are pictures; every other one of that container is a film or a sound. */
const PICTURE_BRANDS: ReadonlySet<string> = new Set(['heic', 'heix', 'heim', 'heis', 'mif1', 'avif', 'avis']);

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/**
 * @param name of the file, as whoever gave it wrote it
 * @param head its first bytes, up to `HEAD`
 * @param size bytes of the whole file
 */
export function look(name: string, head: Uint8Array, size: number): Look {
  if (size === 0) return { kind: 'empty' };
  if (isPicture(head)) return { kind: 'picture' };
  if (isSafetensors(head, size)) return { kind: 'safetensors' };
  // Raw numbers may begin like anything.
  if (isOnnxData(name)) return { kind: 'onnx-data' };
  const text = decoded(head, size > head.length);
  if (text !== undefined) return lookOfText(text);
  if (endsWith(name, 'onnx') && isOnnx(head)) return { kind: 'onnx' };
  return lookOfBytes(name, head);
}

function isPicture(head: Uint8Array): boolean {
  const format = imageFormat(head);
  if (format === 'bmp') return hasBmpHeader(head);
  return format === 'heic' ? PICTURE_BRANDS.has(latin1(head.subarray(8, 12))) : format !== 'unknown';
}

/** “BM” begins many a word; a bitmap goes on with four bytes that are kept at 0. */
const hasBmpHeader = (head: Uint8Array): boolean =>
  head.length >= 26 && head.subarray(6, 10).every((byte) => byte === 0);

/** Eight bytes state the length of a JSON object, which follows. */
function isSafetensors(head: Uint8Array, size: number): boolean {
  if (head.length < 10) return false;
  const length = Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
  return length >= 2 && length + 8 <= size && head[8] === 0x7b;
}

/**
 * A protobuf message of ONNX's ModelProto has no signature: it begins with one of its fields 1 to 8, 14, 20 or 25, tagged
 * with the number shifted by three bits and the kind of its value, 0 or 2.
 */
const isOnnx = (head: Uint8Array): boolean =>
  [0x08, 0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72, 0xa2, 0xca].includes(head[0]!);

function lookOfBytes(name: string, head: Uint8Array): Look {
  const begin = latin1(head.subarray(0, 16));
  const found = SIGNATURES.find(([at, signature]) => begin.startsWith(signature, at));
  // PyTorch packs its checkpoints as ZIP.
  if (found?.[1] === 'PK\x03\x04' && endsWith(name, 'pt', 'pth', 'bin', 'ckpt'))
    return foreign('a PyTorch checkpoint', 'Saved as safetensors, or exported to ONNX, it can be opened.');
  if (found) return foreign(found[2], found[3]);
  if (endsWith(name, 'safetensors', 'onnx'))
    return foreign('a model file that is damaged or was cut off', 'Get the file again.');
  return foreign(
    'nothing that this page knows',
    'Pictures, texts, model files and saved explanations can be opened.',
  );
}

function lookOfText(text: string): Look {
  const begin = text.trimStart();
  const found = TEXTS.find(([pattern]) => pattern.test(begin));
  if (found) return foreign(found[1], found[2]);
  return { kind: /^[{[]/.test(begin) ? 'json' : 'text' };
}

const foreign = (what: string, help: string): Look => ({ kind: 'foreign', what, help });

/**
 * The text that bytes are, or undefined where they are none: in UTF-8, or in UTF-16 with its mark, and without control
 * characters.
 * @param isCut more bytes follow, so that the last character may be half
 */
export function decoded(bytes: Uint8Array, isCut = false): string | undefined {
  const mark = latin1(bytes.subarray(0, 2));
  const encoding = mark === '\xff\xfe' ? 'utf-16le' : mark === '\xfe\xff' ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: isCut });
    // eslint-disable-next-line no-control-regex -- what is looked for: no text has them
    return /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(text) ? undefined : text;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
