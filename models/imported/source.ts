/** The files of a foreign model, imported into one graph. */
import { importModel, type ForeignModel, type Note } from '../../src/import';
import type { ExternalFiles } from '../../src/engine/program';
import { GraphBuilder } from '../../src/onnx/builder';
import type { Value } from '../../src/onnx/graph';

/** One ONNX file of a model. */
export interface SourceFile {
  readonly model: ForeignModel;
  /** Name under which the runtime is given the file, told from those of the model's other files. */
  readonly location: string;
  readonly bytes: Uint8Array;
  /** Files of weights beside it, by the names that it gives them. */
  readonly beside?: ReadonlyMap<string, Uint8Array>;
  /** In front of the names of its inputs where a model has several files: `decoder.`; empty for one file. */
  readonly prefix: string;
  /** Inputs that are outputs of the file before, by their names. */
  readonly reads?: Readonly<Record<string, string>>;
}

export interface SourceShapes {
  /** By the input's name, its file's prefix in front. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Lengths that a file leaves open, by its names for them; `shapes` goes before. */
  readonly lengths?: Readonly<Record<string, number>>;
  /** Outputs of the last file that are wanted; all when left out. */
  readonly outputs?: readonly string[];
  /** Positions are counted and masks are ones where nothing is fed. */
  readonly unmasked?: boolean;
}

export interface ImportedSource {
  readonly g: GraphBuilder;
  /** By their names, the file's prefix in front. */
  readonly inputs: ReadonlyMap<string, Value>;
  /** Of the last file. */
  readonly outputs: ReadonlyMap<string, Value>;
  readonly notes: readonly Note[];
  /** Everything that the graph's weights lie in. */
  readonly files: ExternalFiles;
  /** Nodes of the files that were needed, and bytes of weights. */
  readonly nodes: number;
  readonly weightBytes: number;
}

/**
 * Imports a model's files one after the other into one graph, at the lengths that its inputs have.
 * @throws Refusal naming what cannot be imported
 */
export function importSource(sources: readonly SourceFile[], options: SourceShapes): ImportedSource {
  const g = new GraphBuilder();
  const inputs = new Map<string, Value>();
  const notes = new Map<string, Note>();
  const files: Record<string, Uint8Array> = {};
  let outputs: ReadonlyMap<string, Value> = new Map();
  let [nodes, weightBytes] = [0, 0];
  sources.forEach(({ model, location, bytes, beside, prefix, reads = {} }, n) => {
    const isLast = n === sources.length - 1;
    const bind = Object.fromEntries(
      Object.entries(reads).flatMap(([input, output]) => {
        const value = outputs.get(output);
        return value ? [[input, value] as const] : [];
      }),
    );
    const imported = importModel(g, model, {
      files: { location, ...(beside ? { beside } : {}) },
      shapes: ownShapes(options.shapes, prefix),
      ...(options.lengths ? { lengths: options.lengths } : {}),
      bind,
      prefix,
      ...(options.unmasked ? { masksOfOnes: true, countedPositions: true } : {}),
      ...(isLast && options.outputs ? { outputs: options.outputs } : {}),
    });
    for (const [name, value] of imported.inputs) inputs.set(`${prefix}${name}`, value);
    for (const note of imported.notes) notes.set(note.kind, note);
    files[location] = bytes;
    for (const [name, content] of beside ?? []) files[name] = content;
    if (imported.unpacked) files[imported.unpacked.location] = imported.unpacked.bytes;
    outputs = imported.outputs;
    nodes += imported.nodes;
    weightBytes += imported.weightBytes;
  });
  return { g, inputs, outputs, notes: [...notes.values()], files, nodes, weightBytes };
}

const ownShapes = (shapes: SourceShapes['shapes'], prefix: string): SourceShapes['shapes'] =>
  Object.fromEntries(
    Object.entries(shapes).flatMap(([name, shape]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), shape] as const] : [],
    ),
  );
