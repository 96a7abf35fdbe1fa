/**
 * `import { load } from 'whylight'`: what page and command do, for programs on Node.
 *
 * @example
 * const model = await load();
 * const answer = await model.ask(await readImage('photo.jpg'), 'what is on the left?');
 * const why = await answer.explain({ methods: ['weighted', 'equal'], rather: 'dog' });
 * console.log(answer.answers[0], why.document.methods[0].image, await why.link());
 */
import { openModel } from '../../models';
import type { FolderOptions } from '../../models/hub/folder';
import type { Model } from '../../src/engine/model';
import { WhylightError } from '../../src/tensor/error';
import { quoted } from '../../src/tensor/quote';
import { openModelFolder } from './models';
import { loadRuntime } from './ort';

export type { Answered, AskOptions, ExplainOptions, Model, SeenImage } from '../../src/engine/model';
export type { Explanation } from '../../src/engine/explanation';
export type { ModelFacts } from '../../src/engine/types';
export type { ExplanationDocument } from '../../src/ask/document';
export { WhylightError };
export { drawScene, readImage } from './picture';

export interface LoadOptions {
  /** Progress in bytes over the files that are read. */
  readonly onProgress?: FolderOptions['onProgress'];
  /** Sentences that a person should read, such as which runtime is used instead of the usual one. */
  readonly onNotice?: (sentence: string) => void;
  /** Processor threads; as many as the runtime likes when left out. */
  readonly threads?: number;
}

/** Threads that any machine of today may have. */
const MAX_THREADS = 1024;

/** @throws WhylightError ('bad-input') for what no type checker has seen */
function check(source: unknown, options: unknown): void {
  const bad = (sentence: string) => new WhylightError('bad-input', sentence);
  if (source !== undefined && (typeof source !== 'string' || source === ''))
    throw bad(`The model is ${quoted(source)}; give an id, a folder's path or its address.`);
  if (typeof options !== 'object' || options === null)
    throw bad(`The options are ${quoted(options)}; give an object, such as { threads: 2 }.`);
  const { threads } = options as LoadOptions;
  if (threads === undefined) return;
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS)
    throw bad(`There are to be ${quoted(threads)} threads; give a whole number from 1 to ${MAX_THREADS}.`);
}

/**
 * Loads a model by the id of a bundled one, a folder's path, or a folder's address; the bundled one when left out.
 * @throws WhylightError when it cannot be found, is broken, or does not fit
 */
export async function load(source?: string, options: LoadOptions = {}): Promise<Model> {
  check(source, options);
  const folder = await openModelFolder(source, options.onProgress);
  const { ort, backend, notice } = await loadRuntime();
  if (notice !== undefined) options.onNotice?.(notice);
  const threads = options.threads === undefined ? {} : { threads: options.threads };
  return openModel(folder, { ort, backend: { ...backend, ...threads } });
}
