/** Everything between question and maps as named tensors, for checks by other programs. */
import type { Tensor } from 'onnxruntime-common';
import type { AttentionBlock, Stream } from '../anatomy';
import type { Relevance } from '../relevance/types';
import { sizeOf } from '../tensor/tensor';
import type { TensorData } from '../weights/safetensors-write';
import type { Run } from './architecture';
import type { PlannedBlock } from './planned-blocks';
import type { Outputs } from './blocks';

/**
 * What a model computed, all heads kept; no tensor has a batch axis. What the architecture tells (`pixels` as the model
 * gets them, `input_ids`, `logits`, `target`, …), for each block in forward order `NNN.KIND.attention` and `.gradient`
 * [h, s, q], `.residual`, `.output` and `.output_gradient` [s, d], and `R.METHOD.st` (float64) with streams s and t by
 * their initials where these tell them apart. Gradients of blocks that the answer does not depend on are 0.
 *
 * @param run at detail `full`, from the first layer on
 * @param relevance final relevance matrices by the name of their method
 */
export function dumpTensors(
  run: Run,
  blocks: readonly PlannedBlock[],
  streams: readonly Stream[],
  relevance: Readonly<Record<string, Relevance>>,
): TensorData[] {
  return [
    ...run.tensors(),
    ...blocks.flatMap((block, n) => blockTensors(block, n, run.outputs)),
    ...Object.entries(relevance).flatMap(([method, R]) => relevanceTensors(method, R, streams)),
  ];
}

/** `NNN.KIND`: forward order first, so that sorted names are in it. */
export const dumpName = (block: AttentionBlock, index: number): string =>
  `${String(index).padStart(3, '0')}.${block.kind}`;

/** Tensors of one block at detail `full`, read by name. */
function blockTensors(block: PlannedBlock, index: number, outputs: Outputs): TensorData[] {
  const name = dumpName(block, index);
  const given = (part: string): TensorData | undefined => {
    const tensor = outputs(`${index}.${part}`);
    return tensor && withoutBatch(`${name}.${part}`, tensor);
  };
  const attention = given('attention')!;
  const output = given('output')!;
  const gradient = (part: string, like: TensorData): TensorData =>
    given(part) ?? float32(`${name}.${part}`, like.shape, new Float32Array(sizeOf(like.shape)));
  return [
    attention,
    gradient('gradient', attention),
    given('residual'),
    output,
    gradient('output_gradient', output),
  ].filter((tensor) => tensor !== undefined);
}

function relevanceTensors(method: string, R: Relevance, streams: readonly Stream[]): TensorData[] {
  const ids = streams.map(({ id }) => id);
  const initials = ids.map((id) => id[0]!);
  const isClear = new Set(initials).size === ids.length;
  const tokens = (s: string) => Math.sqrt(R[s]![s]!.length);
  return ids.flatMap((s, n) =>
    ids.map((t, m) => ({
      name: `R.${method}.${isClear ? initials[n]! + initials[m]! : `${s}.${t}`}`,
      dtype: 'float64' as const,
      shape: [tokens(s), tokens(t)],
      data: R[s]![t]!,
    })),
  );
}

export const float32 = (name: string, shape: readonly number[], data: Float32Array): TensorData => ({
  name,
  dtype: 'float32',
  shape,
  data,
});

export const withoutBatch = (name: string, { dims, data }: Tensor): TensorData =>
  float32(name, dims.slice(1), data as Float32Array);
