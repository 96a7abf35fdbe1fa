/**
 * The one door in: tells what was dropped, pasted or chosen, so that nobody has to say it. Contents decide, as names are
 * anybody's; of large files the first bytes are read only.
 */
import { MAX_DOCUMENT } from '../../src/ask';
import { shortened } from '../../src/tensor/quote';
import { bytes } from '../text/format';
import { decoded, HEAD, look, type Look } from './look';
import { isCompanion, isPiece } from './names';

/** A file as a drop, a paste or a choice gives it; pasted ones may have no name. */
export type Given = Blob & { readonly name?: string };

export type Came<F extends Given = Given> =
  | { readonly kind: 'picture'; readonly file: F; readonly left: number }
  | { readonly kind: 'text'; readonly text: string; readonly left: number }
  | {
      readonly kind: 'model';
      /** Those of the model, as they were given: their paths tell the folders. */
      readonly files: readonly F[];
      /** False for a configuration or a tokenizer alone: it may complete a model that is being looked at. */
      readonly hasWeights: boolean;
      readonly left: number;
    }
  /** Its text is an object with our `schema`; whether it is a sound one is for `parseDocument` to say. */
  | { readonly kind: 'explanation'; readonly file: F; readonly left: number }
  /** What it looks like and what helps, as one or two sentences. */
  | { readonly kind: 'unknown'; readonly sentence: string };

/** Bytes of a text that is read; longer ones fit no model here. */
export const MAX_TEXT = 400_000;
/** Files that are looked into at once. */
export const MOST_FILES = 400;

interface Seen<F> {
  readonly file: F;
  readonly name: string;
  readonly look: Look;
  /** Of JSON files: what they hold. */
  readonly json?: 'explanation' | 'piece' | 'other' | 'too-long' | 'broken';
}

/**
 * Of several things the one that carries most: model files with weights, an explanation, a picture, pieces of a model, a
 * text. `left` is the number of files that were not taken.
 * @throws whatever `readHead` throws for a file that can't be read, but a platform's refusal, which becomes a sentence
 */
export async function whatCame<F extends Given>(files: readonly F[]): Promise<Came<F>> {
  if (files.length === 0)
    return unknown('No file was in it. Pictures, texts, model files and saved explanations can be opened.');
  if (files.length > MOST_FILES)
    return unknown(
      `${files.length.toLocaleString('en')} files came at once. Choose the picture or the model’s own folder.`,
    );
  let seen: Seen<F>[];
  try {
    seen = await Promise.all(files.map(see));
  } catch (error) {
    // A folder where a file is expected, or a file that is gone by now.
    if (error instanceof DOMException)
      return unknown('The browser could not read it. Folders can be opened with “Choose a folder”.');
    throw error;
  }
  return choose(seen) ?? (await textOf(seen)) ?? unknown(sentenceFor(seen));
}

async function see<F extends Given>(file: F): Promise<Seen<F>> {
  const name = file.name ?? '';
  const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
  const seen = { file, name, look: look(name, head, file.size) };
  return seen.look.kind === 'json' ? { ...seen, json: await jsonIn(file, name) } : seen;
}

/** Names count only where they say more than the contents. */
async function jsonIn(file: Given, name: string): Promise<NonNullable<Seen<Given>['json']>> {
  // Tokenizers have megabytes, and nothing in them is looked at here.
  if (file.size > MAX_DOCUMENT) return isPiece(name) ? 'piece' : 'too-long';
  let data: unknown;
  try {
    data = JSON.parse(await file.text());
  } catch (error) {
    if (error instanceof SyntaxError) return 'broken';
    throw error;
  }
  if (isExplanation(data)) return 'explanation';
  return isPiece(name) ? 'piece' : 'other';
}

/** A model's manifest states a schema too, but no methods. */
const isExplanation = (data: unknown): boolean =>
  typeof data === 'object' &&
  data !== null &&
  'schema' in data &&
  typeof data.schema === 'number' &&
  'methods' in data &&
  Array.isArray(data.methods);

function choose<F extends Given>(seen: readonly Seen<F>[]): Came<F> | undefined {
  const weights = seen.filter(({ look }) => look.kind === 'safetensors' || look.kind === 'onnx');
  if (weights.length > 0) return modelOf(seen, true);
  const explanation = seen.find(({ json }) => json === 'explanation');
  if (explanation) return { kind: 'explanation', file: explanation.file, left: seen.length - 1 };
  const picture = seen.find(({ look }) => look.kind === 'picture');
  if (picture) return { kind: 'picture', file: picture.file, left: seen.length - 1 };
  return seen.some(({ json }) => json === 'piece') ? modelOf(seen, false) : undefined;
}

function modelOf<F extends Given>(seen: readonly Seen<F>[], hasWeights: boolean): Came<F> {
  const isModels = ({ name, look, json }: Seen<F>): boolean =>
    look.kind === 'safetensors' ||
    look.kind === 'onnx' ||
    look.kind === 'onnx-data' ||
    json === 'piece' ||
    isCompanion(name);
  const files = seen.filter(isModels).map(({ file }) => file);
  return { kind: 'model', files, hasWeights, left: seen.length - files.length };
}

async function textOf<F extends Given>(seen: readonly Seen<F>[]): Promise<Came<F> | undefined> {
  const found = seen.find(({ file, look }) => look.kind === 'text' && file.size <= MAX_TEXT);
  const text = found && decoded(new Uint8Array(await found.file.arrayBuffer()));
  if (text === undefined) return undefined;
  return { kind: 'text', text: text.replace(/^\ufeff/, ''), left: seen.length - 1 };
}

const unknown = (sentence: string): { readonly kind: 'unknown'; readonly sentence: string } => ({
  kind: 'unknown',
  sentence,
});

/** Of several unknown files the first is spoken of. */
function sentenceFor<F extends Given>([first, ...more]: readonly Seen<F>[]): string {
  const { name, look, json, file } = first!;
  const called = calledName(name);
  const rest =
    more.length === 0
      ? ''
      : ` The ${more.length} other ${more.length === 1 ? 'file is' : 'files are'} nothing that can be opened either.`;
  return `${called} ${told(look, json, file.size)}${rest}`;
}

function told(look: Look, json: Seen<Given>['json'], size: number): string {
  switch (look.kind) {
    case 'empty':
      return 'is empty (0 bytes). Get the file again.';
    case 'foreign':
      return `looks like ${look.what}. ${look.help}`;
    case 'onnx-data':
      return 'looks like the weights that an ONNX file keeps beside itself. Drop both together.';
    case 'json':
      return json === 'broken'
        ? 'looks like JSON that is damaged or was cut off. Get the file again.'
        : 'looks like JSON, but is neither a saved explanation nor a file of a model.';
    case 'text':
      return size > MAX_TEXT
        ? `looks like a text of ${bytes(size)}, longer than any model here reads. Take a part of it.`
        : 'looks like a text that is damaged further on. Save it as UTF-8 and open that.';
    case 'picture':
    case 'safetensors':
    case 'onnx':
      throw new RangeError(`door: a file that looks like ${look.kind} is one that can be opened`);
  }
}

/** Marks that turn the direction of reading could make a name say something else. */
function calledName(name: string): string {
  const plain = shortened(name.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ''), 60).trim();
  return plain === '' ? 'What came' : `“${plain}”`;
}
