import { scoreCandidates, type PromptEmbeddings } from '../../models/clip/score';
import type { ClipModel } from './clip-model';
import type { ImageInput, TextInput } from './inputs';
import type { Answerer } from './perturb';
import { TensorPool } from './program';
import { embedTexts, rowsOf } from './prompts';

/** A question as it was answered, of which parts are taken away. */
export interface AnsweredPrompt {
  readonly answers: readonly string[];
  readonly embeddings: readonly PromptEmbeddings[];
  /** Embedding of the whole image. */
  readonly image: Float32Array;
  /** Tokens of the whole image, the class token included. */
  readonly tokens: number;
  /** The candidate whose words are shortened, and which of its prompts. */
  readonly candidate: number;
  readonly prompt: number;
}

/** Scores all candidates while patches of the image, or words of one candidate's prompt, are missing. */
export class ClipAnswerer implements Answerer {
  readonly info: { readonly answers: readonly string[] };

  constructor(
    private readonly model: ClipModel,
    private readonly answered: AnsweredPrompt,
  ) {
    this.info = { answers: answered.answers };
  }

  async logits(images: readonly ImageInput[], texts: readonly TextInput[]): Promise<Float32Array> {
    const { embeddings, candidate, prompt } = this.answered;
    const size = Math.max(images.length, texts.length);
    const seen = await this.embedImages(images);
    const read = await embedTexts(this.model, texts);
    const rows = Array.from({ length: size }, (_, n) => {
      const changed = embeddings.map((prompts, k) =>
        k === candidate
          ? prompts.map((known, m) => (m === prompt ? read[n % read.length]! : known))
          : prompts,
      );
      return [...scoreCandidates(seen[n % seen.length]!, changed, this.model.scale).logits];
    });
    return Float32Array.from(rows.flat());
  }

  private async embedImages(images: readonly ImageInput[]): Promise<Float32Array[]> {
    const { image, tokens } = this.answered;
    const whole = images.every(({ kept }) => kept === undefined || kept.length === tokens - 1);
    if (whole) return images.map(() => image);
    const forward = await this.model.forward('image', 'reduced');
    const pool = new TensorPool();
    try {
      this.model.feed(pool, this.model.imageFeeds(images));
      await forward.run(pool, pool, ['image_embedding']);
      return rowsOf((await pool.get('image_embedding')!.getData()) as Float32Array, images.length);
    } finally {
      pool.dispose();
    }
  }
}
