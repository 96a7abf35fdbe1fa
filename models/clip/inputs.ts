import type { ClipConfig } from './config';
import { gridSide, patchLength } from './config';
import { causalMask, identityMatrix, type Feeds } from '../../src/engine/feeds';
import type { WeightsFile } from '../../src/weights/safetensors';
import { readRowF32, readTensorF32 } from '../../src/weights/values';

/** An image's flattened patches [N, 3p²], and which of them are there (all when left out). */
export interface ImageInput {
  readonly patches: Float32Array;
  readonly kept?: readonly number[];
}

/** Token ids that end with the end token, and their positions (0 … L − 1 when left out). */
export interface TextInput {
  readonly ids: readonly number[];
  readonly positions?: readonly number[];
}

/** Read row by row: widened as a whole, a table in half precision would be held once more at twice its size. */
const TOKENS = 'text_model.embeddings.token_embedding.weight';

/** Looks up embeddings in TypeScript: a text tower's token table is its largest tensor and needs no session. */
export class Embeddings {
  private readonly positions: Float32Array;
  private readonly patchPositions: Float32Array;
  private readonly classToken: Float32Array;

  constructor(
    private readonly file: WeightsFile,
    private readonly config: ClipConfig,
  ) {
    const read = (name: string) => readTensorF32(file, name);
    this.positions = read('text_model.embeddings.position_embedding.weight');
    this.patchPositions = read('vision_model.embeddings.position_embedding.weight');
    this.classToken = read('vision_model.embeddings.class_embedding');
  }

  /**
   * Feeds of a batch of images, each a list of the patches that are there; all lists equally long. `patches` are an
   * image's flattened patches [N, 3p²]. Row 0 is the class token, patches keep their own position embeddings.
   */
  image(images: readonly ImageInput[]): Feeds {
    const { vision_config: vision } = this.config;
    const [width, d] = [patchLength(vision), vision.hidden_size];
    const all = Array.from({ length: gridSide(vision) ** 2 }, (_, i) => i);
    const tokens = (images[0]!.kept ?? all).length + 1;
    const patches = new Float32Array(images.length * tokens * width);
    const base = new Float32Array(images.length * tokens * d);
    images.forEach(({ patches: pixels, kept = all }, b) => {
      if (kept.length + 1 !== tokens) throw new Error('Images of one batch must keep equally many patches.');
      const first = b * tokens;
      for (let i = 0; i < d; i++) base[first * d + i] = this.patchPositions[i]! + this.classToken[i]!;
      kept.forEach((patch, i) => {
        const row = first + i + 1;
        patches.set(pixels.subarray(patch * width, (patch + 1) * width), row * width);
        base.set(this.patchPositions.subarray((patch + 1) * d, (patch + 2) * d), row * d);
      });
    });
    return {
      patches: { shape: [images.length, tokens, width], data: patches },
      image_base: { shape: [images.length, tokens, d], data: base },
      image_identity: identityMatrix(tokens),
    };
  }

  /** Position embeddings of the text tower, [positions, d]. */
  get textPositions(): Float32Array {
    return this.positions;
  }

  /**
   * Feeds of a batch of equally long texts, each a list of token ids that ends with the end token. `positions` gives
   * the position of each token, 0 … L − 1 when left out.
   */
  text(texts: readonly TextInput[]): Feeds {
    const d = this.config.text_config.hidden_size;
    const length = texts[0]!.ids.length;
    const embeds = new Float32Array(texts.length * length * d);
    const end = new Float32Array(texts.length * length);
    texts.forEach(({ ids, positions }, b) => {
      if (ids.length !== length) throw new Error('Texts of one batch must be equally long.');
      end[b * length + length - 1] = 1;
      ids.forEach((id, i) => {
        const row = b * length + i;
        const token = readRowF32(this.file, TOKENS, id);
        const position = positions?.[i] ?? i;
        for (let j = 0; j < d; j++) embeds[row * d + j] = token[j]! + this.positions[position * d + j]!;
      });
    });
    return {
      text_embeds: { shape: [texts.length, length, d], data: embeds },
      causal_mask: causalMask(length),
      end_selector: { shape: [texts.length, 1, length], data: end },
      text_identity: identityMatrix(length),
    };
  }
}

/** Feeds of `Embeddings` that carry a batch; masks and identities have none. */
export const BATCHED: ReadonlySet<string> = new Set(['patches', 'image_base', 'text_embeds', 'end_selector']);
