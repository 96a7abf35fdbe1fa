import { GraphBuilder } from '../../../src/onnx/builder';
import type { Value } from '../../../src/onnx/graph';
import type { GraphWeights } from '../../../src/engine/weights';
import { linear } from '../../clip/layers';
import { imageEmbedding, textEmbedding, textTower, visionTower } from '../../clip/towers';
import { patchLength } from '../../clip/config';
import type { ClipmapperConfig } from '../config';
import { mapper } from '../mapper';
import type { TensorTable } from '../../../src/weights/table';
import { alignmentSum } from './alignment';
import { contrastiveLoss, crossEntropySum } from '../../../src/train/losses';
import { parameterInputs, stepProgramOf, type StepMode, type StepProgram } from '../../../src/train/program';

/** Heads of the patch-label loss: each is one softmax over a patch's label (kind of object, colour, centre or not). */
export type LabelHeads = Readonly<Record<string, number>>;

export interface StepShape {
  /** Images in a step. */
  readonly images: number;
  /** Questions per image; 0 leaves the mapper out. */
  readonly questions: number;
  /** Whether captions are contrasted with images. */
  readonly captions: boolean;
  readonly labels: LabelHeads;
  /** Factor of a label head's loss among those of the others; 1 when left out. */
  readonly labelWeights?: Readonly<Record<string, number>>;
  /** How many layers before the vision tower's last a label head reads; 0 when left out. */
  readonly labelDepths?: Readonly<Record<string, number>>;
  /** Label heads whose patches are also matched with texts, and how many texts; none when left out. */
  readonly alignments?: LabelHeads;
}

/** Tensors of the patch-label heads; they help in training and are not part of the model. */
export function labelTensors(heads: LabelHeads, width: number): TensorTable {
  return Object.fromEntries(
    Object.entries(heads).flatMap(([name, classes]) => [
      [`labels.${name}.weight`, [classes, width]],
      [`labels.${name}.bias`, [classes]],
    ]),
  );
}

/**
 * Builds a training step: images → vision tower, captions and questions → text tower, each question with its image →
 * mapper, and the weighted sum of the losses with its gradient for every parameter that takes part.
 *
 * Inputs: `patches` [B, T, 3p²] (row 0 zeros), `positions` [B, T] int32 into the position table (row 0: class token),
 * `caption_embeds` [B, Lc, d], `question_embeds` [B·Q, L, d], causal masks, end selectors, `question_key_mask`
 * [B·Q, 1, 1, L], `answers` [B·Q, A] one-hot, `labels.NAME` [B, T, C] soft, `NAME_text_embeds` and `alignment.NAME`
 * for alignments, `weight.*` scalars. T and lengths are open.
 * Outputs: `loss`, each loss by itself, `logits`, gradients `d NAME`, and those of the embeddings looked up outside.
 */
export function stepProgram(
  config: ClipmapperConfig,
  answers: number,
  shape: StepShape,
  mode: StepMode = 'train',
): StepProgram {
  const g = new GraphBuilder();
  const parameters = new Map<string, Value>();
  const w = parameterInputs(g, parameters);
  const { text_config: text, vision_config: vision } = config.clip;
  const { images: B, questions: Q, captions, labels, alignments = {} } = shape;
  const { labelWeights = {}, labelDepths = {} } = shape;
  const image = visionTower(g, w, vision, {
    patches: g.input('patches', 'float32', [B, 'image_tokens', patchLength(vision)]),
    base: positionBase(g, w, config, B),
  });
  const losses: Record<string, Value> = {};
  const embedded: Value[] = [];

  const readText = (name: string, batch: number) => {
    const length = `${name}_tokens`;
    const embeds = g.input(`${name}_embeds`, 'float32', [batch, length, text.hidden_size]);
    embedded.push(embeds);
    const mask = g.input(`${name}_causal_mask`, 'float32', [1, 1, length, length]);
    return textTower(g, w, text, { embeds, mask }).hidden;
  };

  if (captions) {
    const hidden = readText('caption', B);
    const end = g.input('caption_end', 'float32', [B, 1, 'caption_tokens']);
    const classSelector = g.input('class_selector', 'float32', [B, 1, 'image_tokens']);
    const imageEmbeds = imageEmbedding(g, w, config.clip, image.hidden, classSelector);
    const textEmbeds = textEmbedding(g, w, config.clip, hidden, end);
    const identity = g.input('identity', 'float32', [B, B]);
    losses.contrastive = contrastiveLoss(g, imageEmbeds, textEmbeds, w('logit_scale', []), identity);
  }
  if (Object.keys(labels).length > 0) {
    const parts = Object.entries(labels).map(([name, classes]) => {
      const read = image.states.at(-1 - (labelDepths[name] ?? 0))!;
      const logits = linear(g, w, `labels.${name}`, read, classes);
      const targets = g.input(`labels.${name}.targets`, 'float32', [B, 'image_tokens', classes]);
      return g.scale(crossEntropySum(g, logits, targets), labelWeights[name] ?? 1);
    });
    const sum = parts.reduce((a, b) => g.add(a, b));
    losses.labels = g.mul(sum, g.input('labels.scale', 'float32', []));
  }
  if (Object.keys(alignments).length > 0) {
    const parts = Object.entries(alignments).map(([name, count]) => {
      const hidden = readText(`${name}_text`, count);
      const end = g.input(`${name}_text_end`, 'float32', [count, 1, `${name}_text_tokens`]);
      const texts = textEmbedding(g, w, config.clip, hidden, end); // [count, projection_dim]
      const targets = g.input(`alignment.${name}.targets`, 'float32', [B, 'image_tokens', count]);
      return alignmentSum(g, w, config.clip, image.hidden, texts, targets);
    });
    const sum = parts.reduce((a, b) => g.add(a, b));
    losses.alignment = g.mul(sum, g.input('alignment.scale', 'float32', []));
  }
  const outputs: Record<string, Value> = {};
  if (Q > 0) {
    const hidden = { image: image.hidden, text: readText('question', B * Q) };
    Object.assign(outputs, answerLoss(g, w, config, answers, shape, hidden, losses));
  }
  return stepProgramOf(g, { losses, outputs, parameters, embedded }, mode);
}

/**
 * A training step of the mapper alone. Inputs: `image_hidden` [B, T, d_vision] and `question_hidden` [B·Q, L, d_text]
 * (last hidden states of a frozen CLIP's towers), `question_end`, `question_key_mask`, `answers`, `weight.answers`.
 */
export function mapperStepProgram(
  config: ClipmapperConfig,
  answers: number,
  shape: Pick<StepShape, 'images' | 'questions'>,
  mode: StepMode = 'train',
): StepProgram {
  const g = new GraphBuilder();
  const parameters = new Map<string, Value>();
  const w = parameterInputs(g, parameters);
  const { images: B, questions: Q } = shape;
  const { text_config: text, vision_config: vision } = config.clip;
  const hidden = {
    image: g.input('image_hidden', 'float32', [B, 'image_tokens', vision.hidden_size]),
    text: g.input('question_hidden', 'float32', [B * Q, 'question_tokens', text.hidden_size]),
  };
  const losses: Record<string, Value> = {};
  const outputs = answerLoss(g, w, config, answers, shape, hidden, losses);
  return stepProgramOf(g, { losses, outputs, parameters, embedded: [] }, mode);
}

/** Runs the mapper on each question with its image and adds the answers' loss. */
function answerLoss(
  g: GraphBuilder,
  w: GraphWeights,
  config: ClipmapperConfig,
  answers: number,
  { images: B, questions: Q }: Pick<StepShape, 'images' | 'questions'>,
  hidden: { readonly image: Value; readonly text: Value },
  losses: Record<string, Value>,
): { logits: Value } {
  const N = B * Q;
  const length = hidden.text.shape[1]!;
  const width = config.clip.vision_config.hidden_size;
  const image = g.reshape(g.expand(g.unsqueeze(hidden.image, [1]), [1, Q, 1, 1]), [N, -1, width]);
  const { logits } = mapper(g, w, config.mapper, answers, {
    text: hidden.text,
    image,
    endSelector: g.input('question_end', 'float32', [N, 1, length]),
    textMask: g.input('question_key_mask', 'float32', [N, 1, 1, length]),
  });
  const targets = g.input('answers', 'float32', [N, answers]);
  losses.answers = g.scale(crossEntropySum(g, logits, targets), 1 / N);
  return { logits };
}

/** Class embedding + position 0 in the class token's row, position embeddings elsewhere, for the patches that were kept. */
function positionBase(g: GraphBuilder, w: GraphWeights, { clip }: ClipmapperConfig, B: number): Value {
  const { hidden_size: d, image_size, patch_size } = clip.vision_config;
  const rows = (image_size / patch_size) ** 2 + 1;
  const classRow = g.unsqueeze(w('vision_model.embeddings.class_embedding', [d]), [0]);
  const table = g.add(
    w('vision_model.embeddings.position_embedding.weight', [rows, d]),
    g.pad(classRow, [0, 0, rows - 1, 0]),
  );
  return g.gather(table, g.input('positions', 'int32', [B, 'image_tokens']), 0);
}
