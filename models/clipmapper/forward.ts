/** A CLIPmapper forward only, for many pictures and questions: nothing is kept for a backward pass. */
import { batchesBy, runByLength } from '../../src/engine/batches';
import type { Feeds } from '../../src/engine/feeds';
import type { AskedOf, Forward, Logits, Removal, SeenTogether } from '../../src/engine/forward';
import { Program, TensorPool } from '../../src/engine/program';
import { WEIGHTS_LOCATION } from '../../src/engine/weights';
import type { Pixels } from '../../src/image/pixels';
import type { Shortened } from '../../src/methods/probe';
import type { ImageInput, TextInput } from '../clip/inputs';
import { imagesOf, textsOf } from '../clip/texts';
import { forwardGraphs, type ForwardProgram } from './forward-graphs';
import type { Mapper } from './mapper-model';

/** Questions of equal length that are answered together, and texts that are embedded together. */
const QUESTIONS_AT_ONCE = 24;
const TEXTS_AT_ONCE = 32;

/** Hidden states of the vision tower: `rows` images of `tokens` tokens (class token first) of `width` numbers. */
export interface Hidden {
  readonly rows: number;
  readonly tokens: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** Rows of hidden states, in the order asked; a row may occur several times. */
export function hiddenRows(seen: Hidden, rows: readonly number[]): Hidden {
  const length = seen.tokens * seen.width;
  const data = new Float32Array(rows.length * length);
  rows.forEach((row, n) => data.set(seen.data.subarray(row * length, (row + 1) * length), n * length));
  return { ...seen, rows: rows.length, data };
}

/** The vision tower's result can be used again, and one row on either side serves all rows of the other by broadcasting. */
export class MapperForward implements Forward {
  private constructor(
    readonly mapper: Mapper,
    private readonly programs: Readonly<Record<ForwardProgram, Program>>,
  ) {}

  static async create(mapper: Mapper): Promise<MapperForward> {
    const { ort, backend } = mapper.sessions;
    const files = { [WEIGHTS_LOCATION]: mapper.weights.bytes };
    const programs = new Map<string, Program>();
    for (const [name, graph] of Object.entries(forwardGraphs(mapper)))
      programs.set(name, await Program.create(ort, graph, files, backend));
    return new MapperForward(
      mapper,
      Object.fromEntries(programs) as Readonly<Record<ForwardProgram, Program>>,
    );
  }

  async see(pictures: readonly Pixels[]): Promise<SeenTogether> {
    const patches = pictures.map((picture) => this.mapper.patchesOf(picture));
    return new SeenByMapper(this, patches, await this.hidden(patches.map((one) => ({ patches: one }))));
  }

  /** Hidden states of pictures that all keep equally many patches. */
  async hidden(images: readonly ImageInput[]): Promise<Hidden> {
    const { patches, image_base } = this.mapper.embeddings.image(images);
    const { hidden } = await this.run('vision', { patches: patches!, image_base: image_base! });
    const [rows, tokens, width] = hidden!.dims as [number, number, number];
    return { rows, tokens, width, data: hidden!.data as Float32Array };
  }

  /**
   * Logits [rows, answers] of equally long questions on what was seen. Rows go in pairs; a single question or picture
   * meets all rows of the other.
   */
  async answer(seen: Hidden, texts: readonly TextInput[]): Promise<Float32Array> {
    const { text_embeds, causal_mask, end_selector } = this.mapper.embeddings.text(texts);
    const side = seen.rows === texts.length ? 'pairs' : texts.length === 1 ? 'oneText' : 'oneImage';
    if (side === 'oneImage' && seen.rows !== 1) {
      throw new Error(`${seen.rows} pictures meet ${texts.length} questions; expected as many, or one.`);
    }
    const { logits } = await this.run(side, {
      image_hidden: { shape: [seen.rows, seen.tokens, seen.width], data: seen.data },
      text_embeds: text_embeds!,
      causal_mask: causal_mask!,
      end_selector: end_selector!,
    });
    return logits!.data as Float32Array;
  }

  /** CLIP's image embeddings, unit length, [rows, projection]. */
  async embeddings(seen: Hidden): Promise<Float32Array> {
    const selector = new Float32Array(seen.rows * seen.tokens);
    for (let row = 0; row < seen.rows; row++) selector[row * seen.tokens] = 1;
    const { embedding } = await this.run('imageEmbedding', {
      image_hidden: { shape: [seen.rows, seen.tokens, seen.width], data: seen.data },
      class_selector: { shape: [seen.rows, 1, seen.tokens], data: selector },
    });
    return embedding!.data as Float32Array;
  }

  /** CLIP's text embeddings, unit length, one a text. */
  async embedTexts(texts: readonly string[]): Promise<Float32Array[]> {
    const found = new Map<string, Float32Array>();
    const asked = [...new Set(texts)].map((text) => ({ text, ids: this.mapper.tokenizer.encode(text).ids }));
    for (const batch of batchesBy(asked, ({ ids }) => ids.length, TEXTS_AT_ONCE)) {
      const { text_embeds, causal_mask, end_selector } = this.mapper.embeddings.text(batch);
      const { embedding } = await this.run('caption', {
        text_embeds: text_embeds!,
        causal_mask: causal_mask!,
        end_selector: end_selector!,
      });
      const all = embedding!.data as Float32Array;
      const width = all.length / batch.length;
      batch.forEach(({ text }, n) => found.set(text, all.slice(n * width, (n + 1) * width)));
    }
    return texts.map((text) => found.get(text)!);
  }

  async dispose(): Promise<void> {
    for (const program of Object.values(this.programs)) await program.release();
  }

  private async run(name: ForwardProgram, feeds: Feeds) {
    const [inputs, outputs] = [new TensorPool(), new TensorPool()];
    this.mapper.feed(inputs, feeds);
    const program = this.programs[name];
    await program.run(inputs, outputs);
    return Object.fromEntries(program.graph.outputs.map((output) => [output.name, outputs.get(output.name)]));
  }
}

/** Pictures that the vision tower has seen together. */
class SeenByMapper implements SeenTogether {
  constructor(
    private readonly forward: MapperForward,
    private readonly patches: readonly Float32Array[],
    private readonly hidden: Hidden,
  ) {}

  /** Questions of one length share a batch, whatever their pictures. */
  async ask(questions: readonly AskedOf[]): Promise<Logits[]> {
    const { mapper } = this.forward;
    const { answers } = mapper;
    const found = new Array<Logits>(questions.length);
    const asked = questions.map(({ row, question }, at) => ({ at, row, ids: mapper.encode(question).ids }));
    for (const batch of batchesBy(asked, ({ ids }) => ids.length, QUESTIONS_AT_ONCE)) {
      const hidden = hiddenRows(
        this.hidden,
        batch.map(({ row }) => row),
      );
      const logits = await this.forward.answer(hidden, batch);
      batch.forEach(({ at }, n) => {
        const own = logits.subarray(n * answers.length, (n + 1) * answers.length);
        found[at] = { vocabulary: answers, logits: own };
      });
    }
    return found;
  }

  /**
   * With patches left out the vision tower runs on the shortened sequence, patches keep their position embeddings. With
   * words left out the picture is not looked at again.
   */
  async shortened(
    { row, question }: AskedOf,
    _answer: string,
    runs: readonly Shortened[],
    removal: Removal = 'closed-up',
  ): Promise<Float32Array> {
    const { forward } = this;
    const { tokens } = this.hidden;
    const encoding = forward.mapper.encode(question);
    const answerRows = async (seen: Hidden, texts: readonly TextInput[]) => {
      const logits = await forward.answer(seen, texts);
      const width = forward.mapper.answers.length;
      return Array.from({ length: logits.length / width }, (_, n) =>
        logits.subarray(n * width, (n + 1) * width),
      );
    };
    const seen = hiddenRows(this.hidden, [row]);
    const found = runs.some(({ words }) => words !== undefined)
      ? await runByLength(
          textsOf(encoding, runs, removal === 'in-place'),
          ({ ids }) => ids.length,
          (texts) => answerRows(seen, texts),
          tokens,
        )
      : await runByLength(
          imagesOf(this.patches[row]!, runs),
          ({ kept }) => (kept?.length ?? tokens - 1) + 1,
          async (images) => answerRows(await forward.hidden(images), [{ ids: encoding.ids }]),
        );
    return concatenated(found);
  }

  embedImages(): Promise<Float32Array> {
    return this.forward.embeddings(this.hidden);
  }
}

function concatenated(rows: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const row of rows) {
    out.set(row, at);
    at += row.length;
  }
  return out;
}
