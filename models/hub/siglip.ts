/** SigLIP checkpoints as Hugging Face's library writes them, seen as `models/siglip` has them. */
import { rowsOf } from '../../src/weights/values';
import type { TensorInfo, WeightsFile } from '../../src/weights/safetensors';

const JOINT = /^(vision_model\.head\.attention)\.in_proj_(weight|bias)$/;

/** The joint projection of the pooling head's queries, keys and values is split, which only moves boundaries. */
export function fromSiglip(weights: WeightsFile): WeightsFile {
  const tensors = new Map<string, TensorInfo>();
  for (const [name, info] of weights.tensors) {
    const [, prefix, part] = JOINT.exec(name) ?? [];
    if (prefix === undefined || info.shape[0]! % 3 !== 0) {
      tensors.set(name, info);
      continue;
    }
    const rows = info.shape[0]! / 3;
    ['q_proj', 'k_proj', 'v_proj'].forEach((projection, n) =>
      tensors.set(`${prefix}.${projection}.${part}`, rowsOf(info, n * rows, rows)),
    );
  }
  return { ...weights, tensors };
}
