/** A small classifier of images as its exporter would leave it: an ONNX file, and the configurations beside it. */
import { Layers, WIDTH } from '../../../src/anatomy/find/testing/layers';
import { lower } from '../../../src/onnx/lower';
import { encodeModel } from '../../../src/onnx/proto/codec';

/** Pixels and patches a side. */
const PATCHES = 4;
export const CLASSIFIER_LABELS = ['cat', 'dog', 'tree'];

/** Bytes by path; weights are seeded random numbers. */
export function classifierFolder(): Readonly<Record<string, Uint8Array>> {
  const l = new Layers();
  const tokens = l.g.concat([l.weight(1, 1, WIDTH), l.patches(PATCHES, PATCHES)], 1);
  const states = l.layer(l.layer(l.g.add(tokens, l.weight(1, PATCHES * PATCHES + 1, WIDTH))));
  const logits = l.linear(l.row(l.norm(states), 0), CLASSIFIER_LABELS.length);
  const text = (value: object) => new TextEncoder().encode(JSON.stringify(value));
  return {
    'onnx/model.onnx': encodeModel(lower(l.g.graph('vit', { logits }))),
    'config.json': text({
      architectures: ['ViTForImageClassification'],
      model_type: 'vit',
      image_size: 2 * PATCHES,
      id2label: Object.fromEntries(CLASSIFIER_LABELS.map((label, n) => [n, label])),
    }),
    'preprocessor_config.json': text({
      image_processor_type: 'ViTImageProcessor',
      size: { height: 2 * PATCHES, width: 2 * PATCHES },
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.5, 0.5, 0.5],
    }),
  };
}
