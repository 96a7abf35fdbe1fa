/** What is in a foreign ONNX file, and what of it can be explained. */
import type { Stream } from '../../src/anatomy';
import { findAnatomy } from '../../src/anatomy/find';
import { isCache, openLengths, readOnnx, type ForeignDim, type ForeignModel } from '../../src/import';
import { extract } from '../../src/onnx/extract';
import type { Value } from '../../src/onnx/graph';
import { refuseUndifferentiable } from './refuse';
import { importSource } from './source';

/** What an output's explanation rests on, or why there is none. */
export interface InspectedOutput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly streams: readonly Stream[];
  readonly blocks: readonly {
    readonly kind: string;
    readonly layer: number;
    readonly heads: number;
    readonly query: string;
    readonly key: string;
    readonly hasResidual: boolean;
  }[];
  /** Streams that it reads, the version of their states, and how many tokens. */
  readonly reads: readonly { readonly stream: string; readonly version: number; readonly tokens: number }[];
  readonly refused?: string;
}

export interface InspectedFile {
  readonly producer: string;
  readonly opset: number;
  readonly bytes: number;
  readonly inputs: readonly {
    readonly name: string;
    readonly dtype: string;
    readonly shape: readonly ForeignDim[];
  }[];
  /** Lengths that the file leaves open, as they were chosen here. */
  readonly lengths: Readonly<Record<string, number>>;
  /** How often each operator stands in the file, those of vendors with their domain. */
  readonly operators: Readonly<Record<string, number>>;
  readonly nodes: number;
  readonly weightBytes: number;
  readonly notes: readonly string[];
  readonly outputs: readonly InspectedOutput[];
}

/**
 * Reads and imports a file, and looks for the anatomy of each output.
 * @param lengths open lengths by their names in the file; sensible ones where it is left out
 * @throws Refusal for a file that cannot be imported at all
 */
export function inspectForeign(
  bytes: Uint8Array,
  {
    beside,
    lengths = {},
  }: {
    readonly beside?: ReadonlyMap<string, Uint8Array>;
    readonly lengths?: Readonly<Record<string, number>>;
  } = {},
): InspectedFile {
  const model = readOnnx(bytes);
  const chosen = { ...guessedLengths(model, lengths), ...lengths };
  const source = importSource(
    [{ model, location: 'model.onnx', bytes, ...(beside ? { beside } : {}), prefix: '' }],
    { shapes: {}, lengths: chosen },
  );
  return {
    producer: model.producer,
    opset: model.opset,
    bytes: bytes.length,
    inputs: model.graph.inputs.map(({ name, dtype, shape }) => ({
      name,
      dtype: dtype ?? 'unknown',
      shape: shape ?? [],
    })),
    lengths: chosen,
    operators: operatorsOf(model),
    nodes: source.nodes,
    weightBytes: source.weightBytes,
    notes: source.notes.map(({ text }) => text),
    outputs: [...source.outputs]
      .filter(([name, { dtype }]) => dtype === 'float32' && !/^present|^past/.test(name))
      .map(([name, value]) => inspectOutput(name, value)),
  };
}

function inspectOutput(name: string, target: Value): InspectedOutput {
  const shape = target.shape as readonly number[];
  try {
    const { streams, blocks, reads } = findAnatomy(extract('forward', { target }), target);
    refuseUndifferentiable(
      target,
      blocks.map(({ attention }) => attention),
    );
    return {
      name,
      shape,
      streams,
      blocks: blocks.map(({ kind, layer, heads, query, key, residual }) => ({
        kind,
        layer,
        heads,
        query,
        key,
        hasResidual: residual !== undefined,
      })),
      reads: reads.map(({ stream, version, places }) => ({ stream, version, tokens: places.length })),
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { name, shape, streams: [], blocks: [], reads: [], refused: error.message };
  }
}

/** One item, eight tokens, a picture of 224 pixels: enough to see how a model is made. */
function guessedLengths(
  model: ForeignModel,
  given: Readonly<Record<string, number>>,
): Record<string, number> {
  const open = openLengths(model, { lengths: given });
  const images = new Set(
    model.graph.inputs
      .filter((input) => input.dtype !== undefined && (input.shape?.length ?? 0) >= 4 && !isCache(input))
      .flatMap(({ shape }) => (shape ?? []).slice(-2)),
  );
  return Object.fromEntries(
    [...open.keys()].map((dim) => {
      if (/channel/i.test(dim)) return [dim, 3];
      if (images.has(dim) || /height|width/i.test(dim)) return [dim, 224];
      return [dim, /batch|num_images/i.test(dim) || isFirst(dim, model) ? 1 : 8];
    }),
  );
}

/** A length that stands first wherever it stands counts the items of a batch. */
const isFirst = (dim: string, model: ForeignModel): boolean =>
  model.graph.inputs.every(({ shape }) => (shape ?? []).slice(1).every((one) => one !== dim)) &&
  model.graph.inputs.some(({ shape }) => shape?.[0] === dim && shape.length > 1);

function operatorsOf({ graph }: ForeignModel): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { domain, op } of graph.nodes) {
    const name = domain === '' ? op : `${domain}.${op}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}
