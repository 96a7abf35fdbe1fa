import { withVersions } from '../../src/anatomy';
import type { BlockDraft } from '../../src/engine/block-values';
import { plannedBlocks, type PlannedBlock } from '../../src/engine/planned-blocks';
import { evidence, type Detail } from '../../src/engine/evidence';
import { mergeHeads } from '../../src/engine/importances';
import type { GraphWeights, WeightFactory } from '../../src/engine/weights';
import { GraphBuilder } from '../../src/onnx/builder';
import type { Graph, Value } from '../../src/onnx/graph';
import { splitStages } from '../../src/onnx/stages';
import { attention, layerNorm, linear, mlp } from '../clip/layers';
import { patchLengthOf, type ToyConfig } from './config';

/** Programs of the toy: `answer` gives the logits, `explain` takes the target. */
export interface ToyPrograms {
  readonly answer: Graph;
  readonly explain: Graph;
  readonly blocks: readonly PlannedBlock[];
}

const STREAM = 'joint';

/**
 * Pre-norm self-attention over the joint sequence, then y = W (norm(class token) + probe) + b, where the probe is a
 * learned query that attends to all tokens and has no residual connection. So the target reads two streams: the joint one
 * at its class token, and the probe.
 *
 * Inputs, float32: `joint_words` [batch, tokens, d], embeddings of words with positions and those of the patches'
 * positions; `joint_patches` [batch, tokens, 3p²], pixels in the patches' rows and zeros elsewhere; `class_selector`
 * [batch, 1, tokens]; `joint_identity` [tokens, tokens]; `target` [batch, answers].
 */
export function toyPrograms(
  config: ToyConfig,
  answers: number,
  weights: WeightFactory,
  detail: Detail,
): ToyPrograms {
  const { hidden_size: d, num_attention_heads: heads } = config;
  const g = new GraphBuilder();
  const w = weights(g);
  const words = g.input('joint_words', 'float32', ['batch', 'tokens', d]);
  const pixels = g.input('joint_patches', 'float32', ['batch', 'tokens', patchLengthOf(config)]);
  const selector = g.input('class_selector', 'float32', ['batch', 1, 'tokens']);
  const identity = g.input('joint_identity', 'float32', ['tokens', 'tokens']);
  const target = g.input('target', 'float32', ['batch', answers]);

  const drafts: BlockDraft[] = [];
  let x = g.add(g.matmul(pixels, w('embeddings.patch.weight', [patchLengthOf(config), d])), words);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `layers.${layer}`;
    const normal = layerNorm(g, w, `${at}.norm1`, x, 1e-5);
    const block = attention(g, w, {
      place: { kind: 'joint.self', section: 'Encoder', layer, depth: layer, query: STREAM, key: STREAM },
      prefix: `${at}.attn`,
      heads,
      residual: x,
      queries: normal,
      keys: normal,
      nextNorm: w(`${at}.norm2.weight`, [d]),
    });
    drafts.push(block);
    const inner = layerNorm(g, w, `${at}.norm2`, block.sum, 1e-5);
    x = g.add(block.sum, mlp(g, w, `${at}.mlp`, inner, config.intermediate_size, 'gelu'));
  }
  const probe = pooling(g, w, x, heads);
  drafts.push(probe);
  const classToken = layerNorm(g, w, 'norm', g.matmul(selector, x), 1e-5); // [B, 1, d]
  const read = g.squeeze(g.add(classToken, probe.output), [1]);
  const logits = linear(g, w, 'classifier', read, answers);

  const blocks = withVersions(drafts);
  const { outputs, reached } = evidence(g, {
    blocks,
    start: [{ value: logits, ct: target }],
    detail,
    read: [STREAM, 'probe'],
    identity: () => identity,
  });
  const [answer, explain] = splitStages(
    [
      { name: 'answer', inputs: [words, pixels, selector, identity], only: [logits] },
      { name: 'explain', inputs: [target] },
    ],
    { logits, ...outputs },
  ) as [Graph, Graph];
  return { answer, explain, blocks: plannedBlocks(blocks, reached, [answer]) };
}

/** One learned query that attends to all tokens of `x` [B, T, d]; no residual connection. */
function pooling(g: GraphBuilder, w: GraphWeights, x: Value, heads: number): BlockDraft {
  const d = x.shape.at(-1) as number;
  const width = d / heads;
  const split = (y: Value, perm: readonly number[]) => g.transpose(g.reshape(y, [0, 0, heads, width]), perm);
  const query = g.scale(linear(g, w, 'probe.attn.q_proj', w('probe.query', [1, 1, d]), d), width ** -0.5);
  const queries = split(query, [0, 2, 1, 3]);
  const keys = split(linear(g, w, 'probe.attn.k_proj', x, d), [0, 2, 3, 1]);
  const values = split(linear(g, w, 'probe.attn.v_proj', x, d), [0, 2, 1, 3]);
  const A = g.softmax(g.matmul(queries, keys)); // [B, h, 1, T]
  const output = linear(g, w, 'probe.attn.out_proj', mergeHeads(g, g.matmul(A, values), d), d);
  return {
    kind: 'probe.pooling',
    section: 'Probe',
    layer: 0,
    depth: null,
    heads,
    query: 'probe',
    key: STREAM,
    pooling: true,
    attention: A,
    queries,
    keys,
    values,
    output,
    sum: output,
    outWeight: w('probe.attn.out_proj.weight', [d, d]),
    outBias: w('probe.attn.out_proj.bias', [d]),
  };
}
