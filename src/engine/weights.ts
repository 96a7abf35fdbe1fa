import type { GraphBuilder } from '../onnx/builder';
import type { WeightsFile } from '../weights/safetensors';
import { tensorInfo } from '../weights/values';
import type { Value } from '../onnx/graph';

/** Gives the float32 value of a named weight; in training an input, else an initializer. Throws when it is unknown. */
export type GraphWeights = (name: string, shape: readonly number[]) => Value;

/** Gives weights to a builder: an initializer in the pages' programs, an input in training. */
export type WeightFactory = (g: GraphBuilder) => GraphWeights;

/** Name under which graphs refer to the weights file. */
export const WEIGHTS_LOCATION = 'model.safetensors';

/**
 * Weights as initializers that point into the safetensors file; half-precision ones are followed by a `Cast`, which the
 * runtime folds when it optimises. Nothing is copied or converted here.
 */
export function fileWeights(file: WeightsFile): WeightFactory {
  return (g) => {
    const known = new Map<string, Value>();
    return (name, shape) => {
      const found = known.get(name);
      if (found) return found;
      const { dtype, offset, length } = tensorInfo(file, name);
      const raw = g.initializer(name, dtype, shape, {
        kind: 'external',
        location: WEIGHTS_LOCATION,
        offset,
        length,
      });
      const value = g.cast(raw, 'float32');
      known.set(name, value);
      return value;
    };
  };
}
