import { float32ToFloat16 } from '../../src/weights/half';
import type { ModelFolder } from './folder';
import type { TensorInfo, WeightsFile } from '../../src/weights/safetensors';

/**
 * A model whose float32 weights are rounded to float16, for devices with little memory: relative errors of 2⁻¹¹, and
 * values below 6 · 10⁻⁸ become zero. What is float16 already stays as it is; the digest stays that of the file, and the
 * logit scale keeps its precision. Returns the same model when nothing is float32.
 */
export function inHalfPrecision(folder: ModelFolder): ModelFolder {
  const weights = halve(folder.weights);
  return weights === folder.weights ? folder : { ...folder, weights };
}

function halve(weights: WeightsFile): WeightsFile {
  const wide = ([name, { dtype }]: [string, TensorInfo]) => dtype === 'float32' && name !== 'logit_scale';
  const all = [...weights.tensors];
  if (!all.some(wide)) return weights;
  const tensors = new Map<string, TensorInfo>();
  let end = 0;
  for (const [name, info] of all) {
    const halved = wide([name, info]);
    const length = halved ? info.length / 2 : info.length;
    tensors.set(name, { ...info, dtype: halved ? 'float16' : info.dtype, offset: end, length });
    end += Math.ceil(length / 8) * 8; // typed arrays start at multiples of their element size
  }
  const bytes = new Uint8Array(end);
  for (const [name, info] of all) {
    const source = weights.bytes.slice(info.offset, info.offset + info.length);
    const { offset } = tensors.get(name)!;
    if (!wide([name, info])) bytes.set(source, offset);
    else bytes.set(new Uint8Array(float32ToFloat16(new Float32Array(source.buffer)).buffer), offset);
  }
  return { ...weights, tensors, bytes, dataOffset: 0 };
}
