import type { Value } from '../../onnx/graph';
import type { Call, Lowering } from '../call';
import { gelu, tanhGelu } from './activations';
import { layerNorm } from './normalisations';
import { sizeOf } from '../../tensor/tensor';

const biased = (call: Call): Value => {
  const bias = call.optional(1);
  return bias ? call.g.add(call.value(0), bias) : call.value(0);
};

/**
 * Words, positions and segments added and normalised (com.microsoft): ids, segment ids, tables of words, positions and
 * segments, scale, shift, mask, position ids. Gives the sequence, the lengths that the mask says, and the sum.
 */
const embedLayerNormalization: Lowering = (call) => {
  const { g } = call;
  const [batch, length] = call.shape(0) as [number, number];
  const positions = call.value(3);
  const places = call.optional(8);
  const rows = places
    ? g.gather(positions, places, 0)
    : positions.shape[0] === length
      ? positions
      : g.slice(positions, 0, 0, length);
  let sum = g.add(g.gather(call.value(2), call.value(0), 0), rows);
  const segments = call.optional(1);
  if (segments && call.inputs[4]) sum = g.add(sum, g.gather(call.value(4), segments, 0));
  const normal = layerNorm(call, sum, call.value(5), call.value(6), call.attributes.number('epsilon', 1e-12));
  return [call.of(normal), maskedLengths(call, batch), call.of(sum)];
};

/** How many words of each text are not padding; without a mask the operator answers 0. */
function maskedLengths(call: Call, batch: number): ReturnType<Lowering>[number] {
  const mask = call.inputs[7];
  if (!mask) return call.constant('int32', [batch], new Float64Array(batch));
  const known = mask.constant?.data;
  const width = sizeOf(mask.shape) / batch;
  if (known) {
    const lengths = Array.from({ length: batch }, (_, i) =>
      known.subarray(i * width, (i + 1) * width).reduce((sum, value) => sum + value, 0),
    );
    return call.constant('int32', [batch], lengths);
  }
  const { g } = call;
  return call.of(g.cast(g.reduceSum(g.cast(mask.value, 'float32'), [1], 0), 'int32'));
}

/** Several steps that ONNX Runtime's optimiser makes one. */
export const FUSED: Readonly<Record<string, Lowering>> = {
  'com.microsoft.BiasGelu': (call) => [call.of(gelu(call.g, biased(call)))],
  'com.microsoft.EmbedLayerNormalization': embedLayerNormalization,
  'com.microsoft.FastGelu': (call) => [call.of(tanhGelu(call.g, biased(call)))],
};
