/** Foreign ONNX files, read and imported into the project's own graph. */
export { readOnnx } from './read/readOnnx';
export { externalFiles, type ModelFiles } from './read/files';
export type { ForeignDim, ForeignGraph, ForeignInput, ForeignModel, ForeignNode } from './read/foreign';
export { plainType, type ElementType, type PlainType } from './read/elementTypes';
export { importModel, type Imported, type ImportOptions } from './importModel';
export { boundConstant, isCache, openLengths, type InputOptions } from './inputs';
export { type Note, type NoteKind } from './notes';
export { Refusal, type RefusalReason } from './refusal';
