import type { Candidate } from '../../models/clip/prompts';
import type { PromptEmbeddings } from '../../models/clip/score';
import type { Encoding } from '../text/tokenizer';
import type { ClipModel } from './clip-model';
import type { TextInput } from './inputs';
import { TensorPool } from './program';

/** Prompts that run together. */
const BATCH = 16;

/** Prompts whose embeddings are kept. */
const KEPT = 4096;

/** Embeddings of prompts, computed once each: typing on, or another image, costs no text run for those already known. */
export class PromptCache {
  private readonly known = new Map<string, Float32Array>();

  constructor(private readonly model: ClipModel) {}

  /** Embeddings of every candidate's prompts, and whether one of them had to be cut at the model's length. */
  async embed(
    candidates: readonly Candidate[],
  ): Promise<{ embeddings: PromptEmbeddings[]; truncated: boolean }> {
    const prompts = [...new Set(candidates.flatMap((candidate) => candidate.prompts))];
    const encodings = new Map(prompts.map((prompt) => [prompt, this.model.tokenizer.encode(prompt)]));
    const found = new Map<string, Float32Array>();
    const missing: string[] = [];
    for (const prompt of prompts) {
      const embedding = this.known.get(prompt);
      if (embedding) found.set(prompt, embedding);
      else missing.push(prompt);
    }
    for (const batch of batchesOf(missing, encodings)) {
      const rows = await embedTexts(
        this.model,
        batch.map((prompt) => encodings.get(prompt)!),
      );
      batch.forEach((prompt, n) => found.set(prompt, rows[n]!));
    }
    for (const [prompt, embedding] of found) this.keep(prompt, embedding);
    return {
      embeddings: candidates.map((candidate) => candidate.prompts.map((prompt) => found.get(prompt)!)),
      truncated: [...encodings.values()].some((encoding) => encoding.truncated),
    };
  }

  /** The one used last stands last, and the first goes when there are too many. */
  private keep(prompt: string, embedding: Float32Array): void {
    this.known.delete(prompt);
    this.known.set(prompt, embedding);
    for (const oldest of this.known.keys()) {
      if (this.known.size <= KEPT) break;
      this.known.delete(oldest);
    }
  }
}

/** Unit-length embeddings of equally long texts. */
export async function embedTexts(model: ClipModel, texts: readonly TextInput[]): Promise<Float32Array[]> {
  const forward = await model.forward('text', 'reduced');
  const pool = new TensorPool();
  try {
    model.feed(pool, model.embeddings.text(texts));
    await forward.run(pool, pool, ['text_embedding']);
    return rowsOf((await pool.get('text_embedding')!.getData()) as Float32Array, texts.length);
  } finally {
    pool.dispose();
  }
}

export function rowsOf(data: Float32Array, rows: number): Float32Array[] {
  const width = data.length / rows;
  return Array.from({ length: rows }, (_, n) => data.slice(n * width, (n + 1) * width));
}

/** Prompts of equal length together: no token is ever padded. */
function batchesOf(prompts: readonly string[], encodings: ReadonlyMap<string, Encoding>): string[][] {
  const lengthOf = (prompt: string) => encodings.get(prompt)!.ids.length;
  const batches: string[][] = [];
  for (const prompt of [...prompts].sort((a, b) => lengthOf(a) - lengthOf(b))) {
    const open = batches.at(-1);
    if (open && open.length < BATCH && lengthOf(open[0]!) === lengthOf(prompt)) open.push(prompt);
    else batches.push([prompt]);
  }
  return batches;
}
