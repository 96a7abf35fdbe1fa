import { identityMatrix, type Feeds } from '../../src/engine/feeds';
import { readRowF32, readTensorF32 } from '../../src/weights/values';
import type { WeightsFile } from '../../src/weights/safetensors';
import { gridSide, patchLength } from '../clip/config';
import type { ImageInput, TextInput } from '../clip/inputs';
import type { TowerEmbeddings } from '../clip/tower-model';
import type { SiglipConfig } from './config';

const TOKENS = 'text_model.embeddings.token_embedding.weight';

/** Looks up embeddings in TypeScript, as CLIP's are: the token table needs no session. */
export class SiglipEmbeddings implements TowerEmbeddings {
  private readonly positions: Float32Array;
  private readonly patchPositions: Float32Array;

  /** @param padding id of the token that fills a text up to the model's length */
  constructor(
    private readonly file: WeightsFile,
    private readonly config: SiglipConfig,
    private readonly padding: number,
  ) {
    this.positions = readTensorF32(file, 'text_model.embeddings.position_embedding.weight');
    this.patchPositions = readTensorF32(file, 'vision_model.embeddings.position_embedding.weight');
  }

  /**
   * Patches keep their own position embeddings. There is no class token, so an image of which nothing is left is one blank
   * token: attention needs something to attend to.
   */
  image(images: readonly ImageInput[]): Feeds {
    const { vision_config: vision } = this.config;
    const [width, d] = [patchLength(vision), vision.hidden_size];
    const all = Array.from({ length: gridSide(vision) ** 2 }, (_, n) => n);
    const patchesLeft = (images[0]!.kept ?? all).length;
    const tokens = Math.max(1, patchesLeft);
    const patches = new Float32Array(images.length * tokens * width);
    const base = new Float32Array(images.length * tokens * d);
    images.forEach(({ patches: pixels, kept = all }, b) => {
      if (kept.length !== patchesLeft) throw new Error('Images of one batch must keep equally many patches.');
      kept.forEach((patch, n) => {
        const row = b * tokens + n;
        patches.set(pixels.subarray(patch * width, (patch + 1) * width), row * width);
        base.set(this.patchPositions.subarray(patch * d, (patch + 1) * d), row * d);
      });
    });
    return {
      patches: { shape: [images.length, tokens, width], data: patches },
      image_base: { shape: [images.length, tokens, d], data: base },
      image_identity: identityMatrix(tokens),
    };
  }

  /** Texts are padded to the model's length behind their last token; the last position is the one that is read. */
  text(texts: readonly TextInput[]): Feeds {
    const d = this.config.text_config.hidden_size;
    const padded = texts.map((text) => this.padded(text));
    const length = padded[0]!.length;
    const embeds = new Float32Array(texts.length * length * d);
    const end = new Float32Array(texts.length * length);
    padded.forEach((tokens, b) => {
      if (tokens.length !== length) throw new Error('Texts of one batch must be equally long.');
      end[(b + 1) * length - 1] = 1;
      tokens.forEach(({ id, position }, n) => {
        const token = readRowF32(this.file, TOKENS, id);
        const to = (b * length + n) * d;
        for (let i = 0; i < d; i++) embeds[to + i] = token[i]! + this.positions[position * d + i]!;
      });
    });
    return {
      text_embeds: { shape: [texts.length, length, d], data: embeds },
      end_selector: { shape: [texts.length, 1, length], data: end },
      text_identity: identityMatrix(length),
    };
  }

  /** Ids up to the model's length. */
  paddedIds(ids: readonly number[]): number[] {
    return this.padded({ ids }).map(({ id }) => id);
  }

  private padded({ ids, positions }: TextInput): { readonly id: number; readonly position: number }[] {
    const tokens = ids.map((id, n) => ({ id, position: positions?.[n] ?? n }));
    const from = (tokens.at(-1)?.position ?? -1) + 1;
    const missing = this.config.text_config.max_position_embeddings - from;
    const padding = Array.from({ length: missing }, (_, n) => ({ id: this.padding, position: from + n }));
    return [...tokens, ...padding];
  }
}
