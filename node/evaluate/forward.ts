import { imageEmbedding, textEmbedding, textTower, visionTower } from '../../models/clip/towers';
import { patchLength } from '../../models/clip/config';
import { mapper } from '../../models/clipmapper/mapper';
import { GraphBuilder } from '../../src/onnx/builder';
import { extract } from '../../src/onnx/extract';
import type { Graph } from '../../src/onnx/graph';
import type { Model } from '../../src/engine/model';
import type { Feeds } from '../../src/engine/inputs';
import { Program, TensorPool } from '../../src/engine/program';
import { fileWeights, WEIGHTS_LOCATION } from '../../src/engine/weights';

/** Hidden states of the vision tower: `rows` images of `tokens` tokens (class token first) of `width` numbers. */
export interface Hidden {
  readonly rows: number;
  readonly tokens: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** A picture's patches, or some of them: indices of those kept, ascending. */
export interface ImageInput {
  readonly patches: Float32Array;
  readonly kept?: readonly number[];
}

/** A question's tokens; their positions are 0, 1, 2, … when left out. */
export interface TextInput {
  readonly ids: readonly number[];
  readonly positions?: readonly number[];
}

type ProgramName = 'vision' | 'imageEmbedding' | 'caption' | Side;

/**
 * The model forward only, for many pictures and questions: nothing is kept for a backward pass, the vision tower's
 * result can be used again, and one row on either side serves all rows of the other by broadcasting.
 */
export class Forward {
  private constructor(
    private readonly model: Model,
    private readonly programs: Readonly<Record<ProgramName, Program>>,
  ) {}

  static async create(model: Model): Promise<Forward> {
    const { ort, folder, backend } = model;
    const files = { [WEIGHTS_LOCATION]: folder.weights.bytes };
    const program = (graph: Graph) => Program.create(ort, graph, files, backend);
    return new Forward(model, {
      vision: await program(visionGraph(model)),
      imageEmbedding: await program(imageEmbeddingGraph(model)),
      caption: await program(captionGraph(model)),
      pairs: await program(answerGraph(model, 'pairs')),
      oneText: await program(answerGraph(model, 'oneText')),
      oneImage: await program(answerGraph(model, 'oneImage')),
    });
  }

  /** Hidden states of pictures that all keep equally many patches. */
  async see(images: readonly ImageInput[]): Promise<Hidden> {
    const { patches, image_base } = this.model.embeddings.image(images);
    const { hidden } = await this.run('vision', { patches: patches!, image_base: image_base! });
    const [rows, tokens, width] = hidden!.dims as [number, number, number];
    return { rows, tokens, width, data: hidden!.data as Float32Array };
  }

  /**
   * Logits [rows, answers] of equally long questions on what was seen. Rows go in pairs; a single question or picture
   * meets all rows of the other.
   */
  async answer(seen: Hidden, texts: readonly TextInput[]): Promise<Float32Array> {
    const { text_embeds, causal_mask, end_selector } = this.model.embeddings.text(texts);
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
  async embedImages(seen: Hidden): Promise<Float32Array> {
    const selector = new Float32Array(seen.rows * seen.tokens);
    for (let row = 0; row < seen.rows; row++) selector[row * seen.tokens] = 1;
    const { embedding } = await this.run('imageEmbedding', {
      image_hidden: { shape: [seen.rows, seen.tokens, seen.width], data: seen.data },
      class_selector: { shape: [seen.rows, 1, seen.tokens], data: selector },
    });
    return embedding!.data as Float32Array;
  }

  /** CLIP's text embeddings, unit length, [rows, projection], of equally long texts. */
  async embedTexts(texts: readonly TextInput[]): Promise<Float32Array> {
    const { text_embeds, causal_mask, end_selector } = this.model.embeddings.text(texts);
    const { embedding } = await this.run('caption', {
      text_embeds: text_embeds!,
      causal_mask: causal_mask!,
      end_selector: end_selector!,
    });
    return embedding!.data as Float32Array;
  }

  async dispose(): Promise<void> {
    for (const program of Object.values(this.programs)) await program.release();
  }

  private async run(name: ProgramName, feeds: Feeds) {
    const [inputs, outputs] = [new TensorPool(), new TensorPool()];
    this.model.feed(inputs, feeds);
    const program = this.programs[name];
    await program.run(inputs, outputs);
    return Object.fromEntries(program.graph.outputs.map((output) => [output.name, outputs.get(output.name)]));
  }
}

/** Rows of hidden states, in the order asked; a row may occur several times. */
export function hiddenRows(seen: Hidden, rows: readonly number[]): Hidden {
  const length = seen.tokens * seen.width;
  const data = new Float32Array(rows.length * length);
  rows.forEach((row, n) => data.set(seen.data.subarray(row * length, (row + 1) * length), n * length));
  return { ...seen, rows: rows.length, data };
}

/** Batch sizes on the two sides: in pairs, or one picture or question for all of the other side. */
const SIDES = {
  pairs: { images: 'batch', texts: 'batch' },
  oneText: { images: 'batch', texts: 1 },
  oneImage: { images: 1, texts: 'batch' },
} as const;

type Side = keyof typeof SIDES;

/**
 * A side of one row is declared as 1 and broadcasts. With one name for both sizes the runtime would take them for equal
 * and give a large result the memory of a small one.
 */
function answerGraph({ config, folder }: Model, side: Side): Graph {
  const { text_config: text, vision_config: vision } = config.clip;
  const { images, texts } = SIDES[side];
  const g = new GraphBuilder();
  const w = fileWeights(folder.weights)(g);
  const image = g.input('image_hidden', 'float32', [images, 'image_tokens', vision.hidden_size]);
  const embeds = g.input('text_embeds', 'float32', [texts, 'text_tokens', text.hidden_size]);
  const mask = g.input('causal_mask', 'float32', [1, 1, 'text_tokens', 'text_tokens']);
  const endSelector = g.input('end_selector', 'float32', [texts, 1, 'text_tokens']);
  const question = textTower(g, w, text, { embeds, mask }, 0).hidden;
  const answers = folder.manifest.answers.length;
  const { logits } = mapper(g, w, config.mapper, answers, { text: question, image, endSelector }, 0);
  return extract(`answer.${side}`, { logits });
}

function visionGraph({ config, folder }: Model): Graph {
  const { vision_config: vision } = config.clip;
  const g = new GraphBuilder();
  const patches = g.input('patches', 'float32', ['batch', 'image_tokens', patchLength(vision)]);
  const base = g.input('image_base', 'float32', ['batch', 'image_tokens', vision.hidden_size]);
  const { hidden } = visionTower(g, fileWeights(folder.weights)(g), vision, { patches, base });
  return extract('vision', { hidden });
}

function imageEmbeddingGraph({ config, folder }: Model): Graph {
  const g = new GraphBuilder();
  const width = config.clip.vision_config.hidden_size;
  const hidden = g.input('image_hidden', 'float32', ['batch', 'image_tokens', width]);
  const selector = g.input('class_selector', 'float32', ['batch', 1, 'image_tokens']);
  const w = fileWeights(folder.weights)(g);
  return extract('image.embedding', { embedding: imageEmbedding(g, w, config.clip, hidden, selector) });
}

function captionGraph({ config, folder }: Model): Graph {
  const { text_config: text } = config.clip;
  const g = new GraphBuilder();
  const w = fileWeights(folder.weights)(g);
  const embeds = g.input('text_embeds', 'float32', ['batch', 'text_tokens', text.hidden_size]);
  const mask = g.input('causal_mask', 'float32', [1, 1, 'text_tokens', 'text_tokens']);
  const selector = g.input('end_selector', 'float32', ['batch', 1, 'text_tokens']);
  const { hidden } = textTower(g, w, text, { embeds, mask }, 0);
  return extract('caption', { embedding: textEmbedding(g, w, config.clip, hidden, selector) });
}
