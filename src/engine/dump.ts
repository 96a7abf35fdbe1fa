/** Everything between question and maps as named tensors, for checks by other programs. */
import type { Tensor } from 'onnxruntime-common';
import type { TensorData } from '../weights/safetensors-write';
import { patchLength, type ClipConfig } from '../../models/clip/config';
import type { ProgramBlock } from '../../models/clipmapper/programs';
import type { Relevance, Stream } from '../relevance/types';
import { sizeOf } from '../tensor/tensor';
import type { Model } from './model';
import { TensorPool } from './program';
import type { TowerModel } from './tower-model';

export interface DumpInput {
  /** Flattened patches of the image as preprocessing gives them, [N, 3p²]. */
  readonly patches: Float32Array;
  readonly question: string;
  /** c of y = c · logits. */
  readonly target: Float32Array;
  /** Final relevance matrices by the name of their method. */
  readonly relevance: Readonly<Record<string, Relevance>>;
}

/**
 * Runs the model with all heads kept and lists what it computed; no tensor has a batch axis. `pixels` [3, H, W] as the
 * vision tower gets them (resized, normalised), `input_ids` [T] (int64), `logits` and `target` [answers], for each
 * block in forward order `NNN.KIND.attention` and `.gradient` [h, s, q], `.residual`, `.output` and `.output_gradient`
 * [s, d], and `R.METHOD.tt`, `.ti`, `.it`, `.ii` (float64). Gradients of blocks that the answer does not depend on are 0.
 */
export async function dumpTensors(model: Model, input: DumpInput): Promise<TensorData[]> {
  const { vision, answer, explain, blocks } = await model.programs({ detail: 'full' });
  const { patches } = input;
  const { ids } = model.tokenizer.encode(input.question);
  const pool = new TensorPool();
  try {
    model.feed(pool, model.embeddings.image([{ patches }]));
    model.feed(pool, model.embeddings.text([{ ids }]));
    model.feed(pool, { target: { shape: [1, input.target.length], data: input.target } });
    for (const program of [vision, answer, explain]) await program.run(pool, pool);
    const get = (name: string) => pool.get(name);
    const sizes = {
      text: ids.length,
      image: patches.length / patchLength(model.config.clip.vision_config) + 1,
    };
    return [
      ...inputTensors(model, model.config.clip, patches, ids),
      withoutBatch('logits', get('logits')!),
      float32('target', [input.target.length], input.target),
      ...blocks.flatMap((block, n) => blockTensors(block, n, get)),
      ...Object.entries(input.relevance).flatMap(([method, R]) => relevanceTensors(method, R, sizes)),
    ];
  } finally {
    pool.dispose();
  }
}

/** `NNN.KIND`: forward order first, so that sorted names are in it. */
export const blockName = (block: ProgramBlock, index: number): string =>
  `${String(index).padStart(3, '0')}.${block.kind}`;

/** Tensors of one block at detail `full`, read by name. */
export function blockTensors(
  block: ProgramBlock,
  index: number,
  get: (name: string) => Tensor | undefined,
): TensorData[] {
  const name = blockName(block, index);
  const given = (part: string): TensorData => withoutBatch(`${name}.${part}`, get(`${index}.${part}`)!);
  const [attention, residual, output] = ['attention', 'residual', 'output'].map(given) as [
    TensorData,
    TensorData,
    TensorData,
  ];
  const gradient = (part: string, like: TensorData): TensorData =>
    block.reached
      ? given(part)
      : float32(`${name}.${part}`, like.shape, new Float32Array(sizeOf(like.shape)));
  return [attention, gradient('gradient', attention), residual, output, gradient('output_gradient', output)];
}

export function relevanceTensors(
  method: string,
  R: Relevance,
  { text, image }: Readonly<Record<Stream, number>>,
): TensorData[] {
  const shapes = { tt: [text, text], ti: [text, image], it: [image, text], ii: [image, image] };
  return (['tt', 'ti', 'it', 'ii'] as const).map((part) => ({
    name: `R.${method}.${part}`,
    dtype: 'float64',
    shape: shapes[part],
    data: R[part],
  }));
}

export const float32 = (name: string, shape: readonly number[], data: Float32Array): TensorData => ({
  name,
  dtype: 'float32',
  shape,
  data,
});

export function withoutBatch(name: string, { dims, data }: Tensor): TensorData {
  return float32(name, dims.slice(1), data as Float32Array);
}

/** `pixels` and `input_ids` as the towers got them. */
export function inputTensors(
  model: TowerModel,
  clip: ClipConfig,
  patches: Float32Array,
  ids: readonly number[],
) {
  const { patch_size: side } = clip.vision_config;
  return [
    float32('pixels', [3, model.side * side, model.side * side], planes(patches, model.side, side)),
    { name: 'input_ids', dtype: 'int64', shape: [ids.length], data: BigInt64Array.from(ids, BigInt) },
  ] as const satisfies TensorData[];
}

/** Patches [N, 3·p·p] back to channel planes [3, H, W]. */
function planes(patches: Float32Array, grid: number, side: number): Float32Array {
  const width = grid * side;
  const out = new Float32Array(patches.length);
  patches.forEach((value, at) => {
    const x = at % side;
    const y = Math.floor(at / side) % side;
    const channel = Math.floor(at / side ** 2) % 3;
    const patch = Math.floor(at / (3 * side ** 2));
    const row = Math.floor(patch / grid) * side + y;
    out[(channel * width + row) * width + (patch % grid) * side + x] = value;
  });
  return out;
}
