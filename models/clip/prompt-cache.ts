import type { Candidate } from '../../src/engine/architecture';
import type { PromptEmbeddings } from './score';
import type { Encoding, Tokenizer } from '../../src/text/tokenizer';
import type { TextInput } from './inputs';

/** Prompts that run together. */
const BATCH = 16;

/** Prompts whose embeddings are kept. */
const KEPT = 4096;

/** What computes embeddings of texts. */
export interface TextEmbedder {
  readonly tokenizer: Tokenizer;
  /** Unit-length embeddings of equally long texts. */
  embedTexts(texts: readonly TextInput[]): Promise<Float32Array[]>;
}

/** Embeddings of prompts, computed once each: typing on, or another image, costs no text run for those already known. */
export class PromptCache {
  private readonly known = new Map<string, Float32Array>();

  constructor(private readonly model: TextEmbedder) {}

  /** Embeddings of every candidate's prompts, and whether one of them had to be cut at the model's length. */
  async embed(
    candidates: readonly Candidate[],
  ): Promise<{ embeddings: PromptEmbeddings[]; truncated: boolean }> {
    const { found, truncated } = await this.lookUp(candidates.flatMap((candidate) => candidate.prompts));
    return {
      embeddings: candidates.map((candidate) => candidate.prompts.map((prompt) => found.get(prompt)!)),
      truncated,
    };
  }

  /** Embeddings of texts, one a text. */
  async embeddingsOf(texts: readonly string[]): Promise<Float32Array[]> {
    const { found } = await this.lookUp(texts);
    return texts.map((text) => found.get(text)!);
  }

  private async lookUp(
    texts: readonly string[],
  ): Promise<{ found: ReadonlyMap<string, Float32Array>; truncated: boolean }> {
    const prompts = [...new Set(texts)];
    const encodings = new Map(prompts.map((prompt) => [prompt, this.model.tokenizer.encode(prompt)]));
    const found = new Map<string, Float32Array>();
    const missing: string[] = [];
    for (const prompt of prompts) {
      const embedding = this.known.get(prompt);
      if (embedding) found.set(prompt, embedding);
      else missing.push(prompt);
    }
    for (const batch of batchesOf(missing, encodings)) {
      const rows = await this.model.embedTexts(batch.map((prompt) => encodings.get(prompt)!));
      batch.forEach((prompt, n) => found.set(prompt, rows[n]!));
    }
    for (const [prompt, embedding] of found) this.keep(prompt, embedding);
    return { found, truncated: [...encodings.values()].some((encoding) => encoding.truncated) };
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
