import { patchLength } from '../../../models/clip/config';
import { textTower, visionTower } from '../../../models/clip/towers';
import { loadTokenizer, type Tokenizer } from '../../../src/text/tokenizer';
import { Embeddings } from '../../../models/clip/inputs';
import { feed, type Feeds } from '../../../src/engine/feeds';
import { Program, TensorPool } from '../../../src/engine/program';
import type { BackendOptions, Ort } from '../../../src/engine/runtime';
import { fileWeights, WEIGHTS_LOCATION } from '../../../src/engine/weights';
import { GraphBuilder } from '../../../src/onnx/builder';
import type { ClipFolder } from './folder';

/** Both towers of a CLIP on a runtime: pixels and texts to last hidden states. */
export class ClipFeatures {
  private constructor(
    private readonly ort: Ort,
    private readonly embeddings: Embeddings,
    readonly tokenizer: Tokenizer,
    private readonly vision: Program,
    private readonly text: Program,
  ) {}

  static async create(clip: ClipFolder, ort: Ort, backend: BackendOptions): Promise<ClipFeatures> {
    const { text_config: text, vision_config: vision } = clip.config;
    const g = new GraphBuilder();
    const w = fileWeights(clip.weights)(g);
    const images = visionTower(g, w, vision, {
      patches: g.input('patches', 'float32', ['batch', 'image_tokens', patchLength(vision)]),
      base: g.input('image_base', 'float32', ['batch', 'image_tokens', vision.hidden_size]),
    });
    const embeds = g.input('text_embeds', 'float32', ['batch', 'text_tokens', text.hidden_size]);
    const mask = g.input('causal_mask', 'float32', [1, 1, 'text_tokens', 'text_tokens']);
    const texts = textTower(g, w, text, { embeds, mask });
    const files = { [WEIGHTS_LOCATION]: clip.weights.bytes };
    const program = (name: string, hidden: typeof texts.hidden) =>
      Program.create(ort, g.graph(name, { hidden }), files, backend);
    return new ClipFeatures(
      ort,
      new Embeddings(clip.weights, clip.config),
      loadTokenizer(clip.tokenizer, { maxLength: text.max_position_embeddings }),
      await program('vision.features', images.hidden),
      await program('text.features', texts.hidden),
    );
  }

  /** Last hidden states of images, each a matrix [T, d] with the class token first, from their patches [N, 3p²]. */
  async images(patches: readonly Float32Array[]): Promise<Float32Array[]> {
    return this.run(this.vision, this.embeddings.image(patches.map((one) => ({ patches: one }))));
  }

  /** Last hidden states [L, d] of equally long texts. */
  async texts(ids: readonly (readonly number[])[]): Promise<Float32Array[]> {
    return this.run(this.text, this.embeddings.text(ids.map((one) => ({ ids: one }))));
  }

  async release(): Promise<void> {
    await this.vision.release();
    await this.text.release();
  }

  private async run(program: Program, feeds: Feeds): Promise<Float32Array[]> {
    const [pool, results] = [new TensorPool(), new TensorPool()];
    feed(this.ort, pool, feeds);
    await program.run(pool, results);
    const { data, dims } = results.get('hidden')!;
    const [batch, tokens, width] = dims as [number, number, number];
    const size = tokens * width;
    return Array.from({ length: batch }, (_, b) => (data as Float32Array).slice(b * size, (b + 1) * size));
  }
}
