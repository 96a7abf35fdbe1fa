/** Ā and importances of CLIP's and CLIPmapper's blocks again, in plain loops from a dump and the weights, for comparison only. */
import { readTensorF32 } from '../../weights/values';
import type { WeightsFile } from '../../weights/safetensors';

type Numbers = ArrayLike<number>;
const each = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const length = (v: readonly number[]) => Math.hypot(...v);

/** Names of a block's tensors: attention's prefix, the norm before it, the norm that reads the sum. */
export function tensorNames(kind: string, layer: number) {
  if (kind === 'vision.self' || kind === 'text.self') {
    const at = `${kind === 'vision.self' ? 'vision' : 'text'}_model.encoder.layers.${layer}`;
    return { attention: `${at}.self_attn`, before: `${at}.layer_norm1`, next: `${at}.layer_norm2` };
  }
  const stream = kind === 'mapper.text_to_image' || kind === 'mapper.text.self' ? 'text' : 'image';
  const at = `mapper.layers.${layer}.${stream}`;
  return kind.endsWith('self')
    ? { attention: `${at}.self_attn`, before: `${at}.self_norm`, next: `${at}.mlp_norm` }
    : { attention: `${at}.cross_attn`, before: `${at}.cross_norm`, next: `${at}.self_norm` };
}

/** mean over heads of max(0, ∇A · A). */
export function clampedMeanOf(A: Numbers, gradient: Numbers, heads: number): number[] {
  const size = A.length / heads;
  return each(size).map(
    (i) =>
      each(heads).reduce((sum, h) => sum + Math.max(0, A[h * size + i]! * gradient[h * size + i]!), 0) /
      heads,
  );
}

export interface BlockNumbers {
  readonly kind: string;
  readonly layer: number;
  readonly heads: number;
  readonly rows: number;
  readonly attention: Numbers;
  readonly residual: Numbers;
  readonly output: Numbers;
  readonly outputGradient: Numbers;
}

/** For each importance I(a) and I(x) of every query token. */
export function importancesOf(weights: WeightsFile, block: BlockNumbers) {
  const { rows, heads } = block;
  const d = block.residual.length / rows;
  const names = tensorNames(block.kind, block.layer);
  const read = (name: string) => readTensorF32(weights, name);
  const row = (x: Numbers, n: number) => each(d).map((i) => x[n * d + i]!);
  const gamma = read(`${names.next}.weight`);
  const centred = (v: number[]) => {
    const mean = v.reduce((a, b) => a + b) / d;
    return v.map((value, i) => gamma[i]! * (value - mean));
  };
  const outBias = read(`${names.attention}.out_proj.bias`);
  return each(rows).map((n) => {
    const [x, a, g] = [row(block.residual, n), row(block.output, n), row(block.outputGradient, n)];
    const along = (v: number[]) => Math.abs(v.reduce((sum, value, i) => sum + value * g[i]!, 0));
    const own = block.kind.endsWith('self') ? ownPart(weights, names, block, n, x, heads) : x.map(() => 0);
    return {
      norm: [length(a), length(x)],
      'norm-ln': [length(centred(a)), length(centred(x))],
      gradient: [along(a), along(x)],
      mixing: [
        length(a.map((value, i) => value - outBias[i]! - own[i]!)),
        length(x.map((value, i) => value + own[i]!)),
      ],
    };
  });
}

/** W_O · concat over heads of A_nn v_n, with v_n = W_V LN(x_n) + b_V. */
function ownPart(
  weights: WeightsFile,
  names: ReturnType<typeof tensorNames>,
  { attention, rows }: BlockNumbers,
  n: number,
  x: number[],
  heads: number,
): number[] {
  const read = (name: string) => readTensorF32(weights, name);
  const d = x.length;
  const [scale, shift] = [read(`${names.before}.weight`), read(`${names.before}.bias`)];
  const mean = x.reduce((a, b) => a + b) / d;
  const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / d;
  const normal = x.map((value, i) => ((value - mean) / Math.sqrt(variance + 1e-5)) * scale[i]! + shift[i]!);
  const [W, b] = [read(`${names.attention}.v_proj.weight`), read(`${names.attention}.v_proj.bias`)];
  const v = each(d).map((i) => each(d).reduce((sum, j) => sum + W[i * d + j]! * normal[j]!, b[i]!));
  const mixed = v.map((value, i) => value * attention[(Math.floor(i / (d / heads)) * rows + n) * rows + n]!);
  const out = read(`${names.attention}.out_proj.weight`);
  return each(d).map((i) => each(d).reduce((sum, j) => sum + out[i * d + j]! * mixed[j]!, 0));
}
