/** From a softmax up to the product of queries and keys. */
import { isNode, type Value } from '../../onnx/graph';
import type { ValueProduct } from './products';

const LOOKED_THROUGH = new Set([
  'Add',
  'Sub',
  'Mul',
  'Div',
  'Where',
  'Reshape',
  'Transpose',
  'Cast',
  'Tanh',
  'Squeeze',
  'Unsqueeze',
  'Expand',
  'Slice',
  'Pad',
  'Concat',
]);

/** The matrix products that a softmax's scores are made of, nearest first: masks, biases and caps are looked through. */
export function scoreProducts({ softmax }: Pick<ValueProduct, 'softmax'>): Value[] {
  const found: Value[] = [];
  const seen = new Set<Value>();
  const open = isNode(softmax) ? [...softmax.source.inputs] : [];
  for (let value = open.shift(); value; value = open.shift()) {
    if (seen.has(value) || !isNode(value)) continue;
    seen.add(value);
    if (value.source.op === 'MatMul') found.push(value);
    else if (LOOKED_THROUGH.has(value.source.op)) open.push(...value.source.inputs);
  }
  return found;
}
