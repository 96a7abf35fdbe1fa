/** Any transformer in an ONNX file: its anatomy is found in the graph, its task in the files that come with it. */
import { architecture } from '../../src/engine/architecture';
import { IMPORTED_CONFIG } from './config';

export const imported = architecture({
  id: 'imported',
  config: IMPORTED_CONFIG,
  misfit: ({ answers }) =>
    answers.length > 0 ? undefined : { at: 'answers', problem: 'must name the model’s labels' },
  // Weights stay in the file that they came in.
  tensors: () => ({}),
  summary: (config) => ({
    layers: 0,
    patches: 0,
    pixels: config.image?.width ?? 0,
    parts: [
      ['Model', config.model],
      ['Task', config.task.replaceAll('-', ' ')],
    ],
  }),
});
