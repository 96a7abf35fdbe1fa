/** The files that a model lies in: its own and those beside it. */
import { named, Refusal } from '../refusal';
import type { ForeignGraph, ForeignModel, ForeignTensor } from './foreign';
import { graphsOf } from './foreign';
import { storedBytes } from './tensor';

/** Bytes of a tensor, and where a runtime finds them if it is given the files by name. */
export interface Located {
  readonly bytes: Uint8Array;
  /** Undefined for numbers that the file stores in another form than raw. */
  readonly at: { readonly location: string; readonly offset: number } | undefined;
}

export interface ModelFiles {
  /** Name under which the runtime is given the model's own file. */
  readonly location: string;
  /** Files beside it, by the names that the model gives them. */
  readonly beside?: ReadonlyMap<string, Uint8Array>;
}

/** The files beside the model that its tensors lie in, each with the bytes that it must have at least. */
export function externalFiles(model: ForeignModel): Map<string, number> {
  const files = new Map<string, number>();
  const add = ({ data, dtype, shape }: ForeignTensor): void => {
    if (data instanceof Uint8Array) return;
    const end = data.offset + storedBytes(dtype, shape);
    files.set(data.location, Math.max(files.get(data.location) ?? 0, end));
  };
  const walk = (graph: ForeignGraph): void => {
    graph.initializers.forEach(add);
    for (const node of graph.nodes) {
      for (const attribute of node.attributes.values()) if (attribute.kind === 'tensor') add(attribute.value);
      graphsOf(node).forEach(walk);
    }
  };
  walk(model.graph);
  return files;
}

/** @throws Refusal when the file that holds the tensor is not there, or ends before it */
export function locate(tensor: ForeignTensor, model: ForeignModel, files: ModelFiles): Located {
  const { data, dtype, shape, name } = tensor;
  if (data instanceof Uint8Array) {
    const inFile = data.buffer === model.bytes.buffer && data.length > 0;
    const offset = data.byteOffset - model.bytes.byteOffset;
    return { bytes: data, at: inFile ? { location: files.location, offset } : undefined };
  }
  const { location, offset } = data;
  const file = files.beside?.get(location);
  if (file === undefined) {
    throw new Refusal(
      'external-data',
      `The weights ${named(name)} lie in the file ${named(location)}, which is missing; add it beside the model.`,
    );
  }
  const length = storedBytes(dtype, shape);
  if (offset + length > file.length) {
    throw new Refusal(
      'external-data',
      `The file ${named(location)} ends before the weights ${named(name)}: it has ${file.length} bytes where ` +
        `${offset + length} are needed; fetch it again.`,
    );
  }
  return { bytes: file.subarray(offset, offset + length), at: { location, offset } };
}
