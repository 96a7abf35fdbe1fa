import type { TensorData } from '../weights/safetensors-write';
import type { Relevance } from '../relevance/types';
import type { ClipModel } from './clip-model';
import { blockTensors, float32, inputTensors, relevanceTensors, withoutBatch } from './dump';
import { TensorPool } from './program';

export interface ClipDumpInput {
  /** Flattened patches of the image, [N, 3p²]. */
  readonly patches: Float32Array;
  /** Tokens of the prompt that is explained. */
  readonly ids: readonly number[];
  /** s and c of y = c · s over the candidates. */
  readonly logits: Float32Array;
  readonly target: Float32Array;
  /** ∂y/∂ of the two towers' embeddings. */
  readonly cotangents: { readonly image: Float32Array; readonly text: Float32Array };
  readonly relevance: Readonly<Record<string, Relevance>>;
}

/**
 * As `dumpTensors`, for a CLIP without mapper: the blocks of the vision tower, then of the text tower; `logits` and
 * `target` over the candidates; and `image_embedding`, `text_embedding` (of the prompt) with their gradients
 * `image_embedding.gradient`, `text_embedding.gradient`, all [projection_dim].
 */
export async function dumpClip(model: ClipModel, input: ClipDumpInput): Promise<TensorData[]> {
  const { patches, ids, logits, target, cotangents } = input;
  // A pool each: values of the two towers have names of their own tower only.
  const pools = { image: new TensorPool(), text: new TensorPool() };
  try {
    const feeds = { image: model.imageFeeds([{ patches }]), text: model.embeddings.text([{ ids }]) };
    for (const stream of ['image', 'text'] as const) {
      const [pool, data] = [pools[stream], cotangents[stream]];
      const cotangent = { shape: [1, data.length], data };
      model.feed(pool, { ...feeds[stream], [`${stream}_cotangent`]: cotangent });
      await (await model.forward(stream, 'full')).run(pool, pool);
      await (await model.backward(stream, 'full', 0)).run(pool, pool);
    }
    const get = (name: string) => pools.image.get(name) ?? pools.text.get(name);
    const sizes = { text: ids.length, image: feeds.image['patches']!.shape[1]! };
    return [
      ...inputTensors(model, model.config.clip, patches, ids),
      float32('logits', [logits.length], logits),
      float32('target', [target.length], target),
      ...(['image', 'text'] as const).flatMap((stream) => [
        withoutBatch(`${stream}_embedding`, get(`${stream}_embedding`)!),
        float32(`${stream}_embedding.gradient`, [cotangents[stream].length], cotangents[stream]),
      ]),
      ...model.blocks.flatMap((block, n) => blockTensors({ ...block, reached: true }, n, get)),
      ...Object.entries(input.relevance).flatMap(([method, R]) => relevanceTensors(method, R, sizes)),
    ];
  } finally {
    pools.image.dispose();
    pools.text.dispose();
  }
}
