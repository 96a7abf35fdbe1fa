/** Names that models are published under. Names are the giver's: only the last piece of one is looked at. */

/** Files that belong to models and to nothing else. */
const PIECES: ReadonlySet<string> = new Set([
  'config.json',
  'generation_config.json',
  'manifest.json',
  'model.safetensors.index.json',
  'open_clip_config.json',
  'preprocessor_config.json',
  'processor_config.json',
  'special_tokens_map.json',
  'tokenizer.json',
  'tokenizer_config.json',
]);

/** Files that are a model's beside its other files, and somebody's text or list elsewhere. */
const COMPANIONS: ReadonlySet<string> = new Set([
  'added_tokens.json',
  'merges.txt',
  'spiece.model',
  'tokenizer.model',
  'vocab.json',
  'vocab.txt',
]);

/** The last piece of a path, whichever slashes it has, in lower case. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1).toLowerCase();
}

export const isPiece = (path: string): boolean => PIECES.has(fileName(path));

export const isCompanion = (path: string): boolean => COMPANIONS.has(fileName(path));

/** Weights that an ONNX file keeps beside itself: `model.onnx_data`, `model.onnx_data_1`, `model.onnx.data`. */
export const isOnnxData = (path: string): boolean => /\.onnx[._]data(_\d+)?$/.test(fileName(path));

/** True for “.onnx” with the ending given as “onnx”. */
export const endsWith = (path: string, ...endings: readonly string[]): boolean =>
  endings.some((ending) => fileName(path).endsWith(`.${ending}`));
