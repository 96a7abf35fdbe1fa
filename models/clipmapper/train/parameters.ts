/** What training has to know of a CLIPmapper's tensors: how they begin, which are tables, which decay, what limits them. */
import { sizeOf } from '../../../src/tensor/tensor';
import { parameterOf, type Parameters } from '../../../src/train/parameters';
import type { Task } from '../../../src/train/task';
import type { TensorTable } from '../../../src/weights/table';

const LOGIT_SCALE = 'logit_scale';

/** Tables of the text tower that are looked up outside of the graphs. */
export const TEXT_TABLES = {
  tokens: 'text_model.embeddings.token_embedding.weight',
  positions: 'text_model.embeddings.position_embedding.weight',
} as const;

/** The part of a task that follows from the model's tensors alone. */
export const PARAMETER_RULES: Pick<Task<never>, 'isDecayed' | 'limit'> = {
  // Decay pulls matrices toward zero, and leaves norms, biases, embeddings' scale and the logit scale alone.
  isDecayed: (name, shape) => shape.length >= 2 && !name.includes('embedding'),
  // CLIP never scales similarities by more than 100 (Radford et al. 2021, section 2.5).
  limit(parameters) {
    const scale = parameters.get(LOGIT_SCALE)?.data;
    if (scale) scale[0] = Math.min(scale[0]!, Math.log(100));
  },
};

/**
 * Fresh parameters: matrices normal with variance 1/fan-in, those that write into a residual stream smaller by
 * √(2·layers), so that its variance at the start does not grow with depth (Radford et al. 2019, GPT-2, section 2.3);
 * embeddings normal with the standard deviations below; norms one, biases zero. The order of the table and the source
 * of uniform numbers fix every value.
 */
export function initialize(table: TensorTable, layers: number, uniform: () => number): Parameters {
  const normal = normalFrom(uniform);
  const parameters: Parameters = new Map();
  for (const [name, shape] of Object.entries(table)) {
    const data = new Float32Array(sizeOf(shape));
    const deviation = deviationOf(name, shape, layers);
    if (name === LOGIT_SCALE) data.fill(Math.log(1 / 0.07));
    else if (isNormWeight(name, shape)) data.fill(1);
    else if (deviation > 0) for (let i = 0; i < data.length; i++) data[i] = deviation * normal();
    parameters.set(name, { shape, data });
  }
  return parameters;
}

/** Standard normal numbers from a uniform source (Box & Muller 1958). */
function normalFrom(uniform: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** One-dimensional `.weight` tensors are the scales of layer norms. */
const isNormWeight = (name: string, shape: readonly number[]) =>
  shape.length === 1 && name.endsWith('.weight');

function deviationOf(name: string, shape: readonly number[], layers: number): number {
  if (name.endsWith('token_embedding.weight')) return 0.1;
  if (name.endsWith('position_embedding.weight') || name.endsWith('class_embedding')) return 0.05;
  if (shape.length < 2) return 0;
  const deviation = 1 / Math.sqrt(sizeOf(shape.slice(1)));
  if (name.endsWith('out_proj.weight') || name.endsWith('fc2.weight'))
    return deviation / Math.sqrt(2 * layers);
  return name === 'classifier.out.weight' ? 0.5 * deviation : deviation;
}

/**
 * Makes new layers of a tower begin as the identity: what they write into the residual stream is zero, so that
 * the tower computes what it did and grows from there (Chen et al. 2016, "Net2Net", arXiv 1511.05641, section 2.3).
 *
 * @param missing names of the parameters that what training starts from lacks
 */
export function identityLayers(parameters: Parameters, missing: readonly string[]): void {
  for (const name of missing) {
    if (/^(vision|text)_model\.encoder\.layers\.\d+\.(self_attn\.out_proj|mlp\.fc2)\.weight$/.test(name))
      parameters.get(name)!.data.fill(0);
  }
}

/**
 * Starts the mapper where CLIP left off: its input maps are the identity, its image norm is CLIP's `post_layernorm`,
 * and the first cross-attention compares tokens and patches by CLIP's own projections, so that a word finds the patches
 * that show it from the first step instead of after tens of thousands of questions. Needs equal widths throughout.
 */
export function startFromClip(parameters: Parameters): void {
  const tensor = (name: string) => parameterOf(parameters, name);
  const copy = (from: string, to: string) => tensor(to).set(tensor(from));
  for (const stream of ['text', 'image']) {
    const projection = tensor(`mapper.${stream}_projection.weight`);
    const width = Math.sqrt(projection.length);
    if (!Number.isInteger(width))
      throw new Error('The mapper can start from CLIP only where all widths are equal.');
    projection.fill(0);
    for (let i = 0; i < width; i++) projection[i * width + i] = 1;
  }
  copy('vision_model.post_layernorm.weight', 'mapper.image_norm.weight');
  copy('vision_model.post_layernorm.bias', 'mapper.image_norm.bias');
  const projections = { text: 'text_projection.weight', image: 'visual_projection.weight' };
  for (const [query, key] of [
    ['text', 'image'],
    ['image', 'text'],
  ] as const) {
    const at = `mapper.layers.0.${query}.cross_attn`;
    setScaled(tensor(`${at}.q_proj.weight`), tensor(projections[query]));
    setScaled(tensor(`${at}.k_proj.weight`), tensor(projections[key]));
  }
}

/** Copies a matrix, brought to the norm of a fresh one (variance 1/fan-in) times a little more. */
function setScaled(to: Float32Array, from: Float32Array): void {
  const norm = Math.sqrt(from.reduce((sum, value) => sum + value * value, 0));
  const fresh = Math.sqrt(Math.sqrt(to.length));
  to.set(from.map((value) => (value * 1.3 * fresh) / norm));
}
