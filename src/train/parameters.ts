import { sizeOf } from '../tensor/tensor';
import type { TensorTable } from '../../models/clip/tensors';

/** Trainable tensors by name, float32. */
export type Parameters = Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** Tables that are looked up outside of the graphs. */
export const TOKEN_TABLE = 'text_model.embeddings.token_embedding.weight';
export const POSITION_TABLE = 'text_model.embeddings.position_embedding.weight';

/** Values of a parameter. @throws Error when there is none of that name */
export function parameterOf(parameters: Parameters, name: string): Float32Array {
  const found = parameters.get(name);
  if (!found) throw new Error(`The parameter ${name} is missing.`);
  return found.data;
}

/** Standard normal numbers from a uniform source (Box & Muller 1958). */
function normalFrom(uniform: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/**
 * Fresh parameters: matrices normal with variance 1/fan-in, those that write into a residual stream smaller by
 * √(2·layers), so that its variance at the start does not grow with depth (Radford et al. 2019, GPT-2, section 2.3);
 * embeddings normal with the standard deviations below; norms one, biases zero. The order of the table and the seed fix every number.
 */
export function initialize(table: TensorTable, layers: number, uniform: () => number): Parameters {
  const normal = normalFrom(uniform);
  const parameters: Parameters = new Map();
  for (const [name, shape] of Object.entries(table)) {
    const data = new Float32Array(sizeOf(shape));
    const deviation = deviationOf(name, shape, layers);
    if (name === 'logit_scale') data.fill(Math.log(1 / 0.07));
    else if (isNormWeight(name, shape)) data.fill(1);
    else if (deviation > 0) for (let i = 0; i < data.length; i++) data[i] = deviation * normal();
    parameters.set(name, { shape, data });
  }
  return parameters;
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

/** Decay pulls matrices toward zero, and leaves norms, biases, embeddings' scale and the logit scale alone. */
export const isDecayed = (name: string, shape: readonly number[]): boolean =>
  shape.length >= 2 && !name.includes('embedding');

/**
 * Makes layers of a tower that other parameters lack begin as the identity: what they write into the residual stream is zero, so that
 * the tower computes what it did and grows from there (Chen et al. 2016, "Net2Net", arXiv 1511.05641, section 2.3).
 */
export function identityLayers(parameters: Parameters, missing: readonly string[]): void {
  for (const name of missing) {
    if (/^(vision|text)_model\.encoder\.layers\.\d+\.(self_attn\.out_proj|mlp\.fc2)\.weight$/.test(name))
      parameters.get(name)!.data.fill(0);
  }
}
