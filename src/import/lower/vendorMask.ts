import type { Value } from '../../onnx/graph';
import type { Call } from '../call';
import { integers } from '../fold/constant';
import type { Operand } from '../operand';
import { shapeText } from '../refusal';
import { maskBias } from './heads';

/**
 * The masks of ONNX Runtime's attention (ContribOperators, `mask_index`), as a bias of the scores: lengths of the
 * unpadded keys [B], their ends and starts [2B], masks of keys [B, S], of pairs [B, T, S], or of Megatron [1 or B, 1, M, M].
 */
export function vendorMask(
  call: Call,
  mask: Operand,
  { queries, keys }: { queries: number; keys: number },
): Value {
  const { g } = call;
  const fill = call.attributes.number('mask_filter_value', -10000);
  const batch = call.shape(0)[0]!;
  const { shape } = mask;
  const bias = (seen: Value, target: readonly number[]) => maskBias(call, g.reshape(seen, target), fill);
  if (shape.length === 1 && (shape[0] === batch || shape[0] === 2 * batch)) {
    return lengthBias(call, mask, batch, keys, fill);
  }
  if (shape.length === 2 && shape[1] === keys) return bias(mask.value, [shape[0]!, 1, 1, keys]);
  if (shape.length === 3 && shape[2] === keys) return bias(mask.value, [shape[0]!, 1, shape[1]!, keys]);
  if (shape.length === 4 && shape[2] === shape[3] && shape[2]! >= keys) {
    const rows = g.slice(mask.value, 2, keys - queries, keys);
    return maskBias(call, g.slice(rows, 3, 0, keys), fill);
  }
  throw call.refuse(`with a mask of shape ${shapeText(shape)}`);
}

function lengthBias(call: Call, mask: Operand, batch: number, keys: number, fill: number): Value {
  const { g } = call;
  const places = g.cast(call.ofConstant(integers([...Array(keys).keys()])).value, 'float32');
  const bounds = g.cast(mask.value, 'float32');
  const column = (from: number): Value => g.reshape(g.slice(bounds, 0, from, from + batch), [batch, 1, 1, 1]);
  const [zero, hidden] = [g.scalar(0), g.scalar(fill)];
  const beforeEnd = g.where(g.greater(column(0), places), zero, hidden);
  if (mask.shape[0] === batch) return beforeEnd;
  return g.where(g.greater(column(batch), places), hidden, beforeEnd);
}
