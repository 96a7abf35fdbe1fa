/**
 * Hugging Face's `CLIPModel` and CLIPmapper's second stage again, in plain loops over lists of numbers and written from
 * their descriptions, for comparison only: nothing here is shared with the graphs.
 */
import type { Activation, ClipConfig, TextConfig, VisionConfig } from '../config';

export type Rows = number[][];
/** A tensor's numbers, row-major, by name. */
export type Read = (name: string) => ArrayLike<number>;

const each = <T>(n: number, f: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => f(i));
export const add = (a: Rows, b: Rows): Rows => a.map((row, n) => row.map((value, i) => value + b[n]![i]!));

export function layerNorm(read: Read, name: string, x: Rows, epsilon: number): Rows {
  const [gamma, beta] = [read(`${name}.weight`), read(`${name}.bias`)];
  return x.map((row) => {
    const mean = row.reduce((a, b) => a + b, 0) / row.length;
    const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / row.length;
    return row.map((v, i) => (gamma[i]! * (v - mean)) / Math.sqrt(variance + epsilon) + beta[i]!);
  });
}

export function linear(read: Read, name: string, x: Rows, bias = true): Rows {
  const weight = read(`${name}.weight`);
  const offset = bias ? read(`${name}.bias`) : undefined;
  const inner = x[0]!.length;
  return x.map((row) =>
    each(weight.length / inner, (o) =>
      row.reduce((sum, v, i) => sum + v * weight[o * inner + i]!, offset?.[o] ?? 0),
    ),
  );
}

/** erf by its Taylor series, which converges everywhere; good to 1e-12 for the |x| < 4 that occur here. */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

export const activate = (x: Rows, activation: Activation): Rows =>
  x.map((row) =>
    row.map((v) =>
      activation === 'quick_gelu' ? v / (1 + Math.exp(-1.702 * v)) : 0.5 * v * (1 + erf(v / Math.SQRT2)),
    ),
  );

export const mlp = (read: Read, name: string, x: Rows, activation: Activation): Rows =>
  linear(read, `${name}.fc2`, activate(linear(read, `${name}.fc1`, x), activation));

/** Multi-head attention of `queries` to `keys`; `sees(n, m)` says whether query n may look at key m. */
export function attend(
  read: Read,
  name: string,
  queries: Rows,
  keys: Rows,
  heads: number,
  sees: (n: number, m: number) => boolean = () => true,
): Rows {
  const [q, k, v] = [
    linear(read, `${name}.q_proj`, queries),
    linear(read, `${name}.k_proj`, keys),
    linear(read, `${name}.v_proj`, keys),
  ];
  const width = q[0]!.length / heads;
  const mixed = q.map((query, n) =>
    each(heads, (h) => {
      const part = (row: number[]) => row.slice(h * width, (h + 1) * width);
      const visible = k.flatMap((_, m) => (sees(n, m) ? [m] : []));
      const scores = visible.map(
        (m) => part(query).reduce((sum, value, i) => sum + value * part(k[m]!)[i]!, 0) / Math.sqrt(width),
      );
      const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
      return each(width, (i) =>
        visible.reduce((sum, m, j) => sum + (Math.exp(scores[j]!) / total) * part(v[m]!)[i]!, 0),
      );
    }).flat(),
  );
  return linear(read, `${name}.out_proj`, mixed);
}

function encoder(
  read: Read,
  name: string,
  config: TextConfig | VisionConfig,
  start: Rows,
  sees?: (n: number, m: number) => boolean,
): Rows {
  let x = start;
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `${name}.layers.${layer}`;
    const before = layerNorm(read, `${at}.layer_norm1`, x, config.layer_norm_eps);
    x = add(x, attend(read, `${at}.self_attn`, before, before, config.num_attention_heads, sees));
    const inner = layerNorm(read, `${at}.layer_norm2`, x, config.layer_norm_eps);
    x = add(x, mlp(read, `${at}.mlp`, inner, config.hidden_act));
  }
  return x;
}

/** `pixels` [3][H][W] flattened, normalised. Returns `last_hidden_state` and `image_embeds` (unit length). */
export function plainVision(read: Read, { vision_config: config }: ClipConfig, pixels: ArrayLike<number>) {
  const { hidden_size: d, image_size: size, patch_size: p } = config;
  const [kernel, position] = [
    read('vision_model.embeddings.patch_embedding.weight'),
    read('vision_model.embeddings.position_embedding.weight'),
  ];
  const grid = size / p;
  // A convolution of stride p without bias, then the class token in front, then positions.
  const patches = each(grid * grid, (n) =>
    each(d, (o) => {
      let sum = 0;
      for (let c = 0; c < 3; c++)
        for (let y = 0; y < p; y++)
          for (let x = 0; x < p; x++) {
            const [row, col] = [Math.floor(n / grid) * p + y, (n % grid) * p + x];
            sum += kernel[((o * 3 + c) * p + y) * p + x]! * pixels[(c * size + row) * size + col]!;
          }
      return sum;
    }),
  );
  const tokens = [Array.from(read('vision_model.embeddings.class_embedding')), ...patches];
  const embedded = tokens.map((row, n) => row.map((value, i) => value + position[n * d + i]!));
  const start = layerNorm(read, 'vision_model.pre_layrnorm', embedded, config.layer_norm_eps);
  const hidden = encoder(read, 'vision_model.encoder', config, start);
  const pooled = layerNorm(read, 'vision_model.post_layernorm', [hidden[0]!], config.layer_norm_eps);
  return { hidden, embedding: unit(linear(read, 'visual_projection', pooled, false)[0]!) };
}

/** Returns `last_hidden_state` (after the final norm) and `text_embeds` (unit length), read at the last token. */
export function plainText(read: Read, { text_config: config }: ClipConfig, ids: readonly number[]) {
  const d = config.hidden_size;
  const [table, position] = [
    read('text_model.embeddings.token_embedding.weight'),
    read('text_model.embeddings.position_embedding.weight'),
  ];
  const start = ids.map((id, n) => each(d, (i) => table[id * d + i]! + position[n * d + i]!));
  const last = encoder(read, 'text_model.encoder', config, start, (n, m) => m <= n);
  const hidden = layerNorm(read, 'text_model.final_layer_norm', last, config.layer_norm_eps);
  return { hidden, embedding: unit(linear(read, 'text_projection', [hidden.at(-1)!], false)[0]!) };
}

function unit(v: number[]): number[] {
  const norm = Math.hypot(...v);
  return v.map((value) => value / norm);
}
