/**
 * A model of another shape, for tests and as an example to follow (see docs/extending.md): one joint stream of words and
 * patches read at a class token, and an attention-pooling probe as a second stream.
 */
import { architecture } from '../../src/engine/architecture';
import { sideOf, TOY_CONFIG, toyTensors } from './config';

export const toy = architecture({
  id: 'toy',
  config: TOY_CONFIG,
  misfit: ({ config, preprocessing }) =>
    config.image_size === preprocessing.size
      ? undefined
      : { at: 'preprocessing.size', problem: 'must equal config.image_size' },
  tensors: toyTensors,
  summary: (config) => ({
    layers: config.num_hidden_layers,
    patches: sideOf(config),
    pixels: config.image_size,
    parts: [['Encoder', `${config.num_hidden_layers} layers, width ${config.hidden_size}`]],
  }),
});
