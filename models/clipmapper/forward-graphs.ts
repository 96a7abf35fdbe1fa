/** Graphs of a CLIPmapper forward only. */
import { fileWeights } from '../../src/engine/weights';
import { GraphBuilder } from '../../src/onnx/builder';
import { extract } from '../../src/onnx/extract';
import type { Graph } from '../../src/onnx/graph';
import { patchLength } from '../clip/config';
import { imageEmbedding, textEmbedding, textTower, visionTower } from '../clip/towers';
import type { Mapper } from './mapper-model';

/** Batch sizes on the two sides: in pairs, or one picture or question for all of the other side. */
const SIDES = {
  pairs: { images: 'batch', texts: 'batch' },
  oneText: { images: 'batch', texts: 1 },
  oneImage: { images: 1, texts: 'batch' },
} as const;

type Side = keyof typeof SIDES;

export type ForwardProgram = 'vision' | 'imageEmbedding' | 'caption' | Side;

export const forwardGraphs = (model: Mapper): Readonly<Record<ForwardProgram, Graph>> => ({
  vision: visionGraph(model),
  imageEmbedding: imageEmbeddingGraph(model),
  caption: captionGraph(model),
  pairs: answerGraph(model, 'pairs'),
  oneText: answerGraph(model, 'oneText'),
  oneImage: answerGraph(model, 'oneImage'),
});

/**
 * A side of one row is declared as 1 and broadcasts. With one name for both sizes the runtime would take them for equal
 * and give a large result the memory of a small one.
 */
function answerGraph({ config, weights, answers, kind }: Mapper, side: Side): Graph {
  const { text_config: text, vision_config: vision } = config.clip;
  const { images, texts } = SIDES[side];
  const g = new GraphBuilder();
  const w = fileWeights(weights)(g);
  const image = g.input('image_hidden', 'float32', [images, 'image_tokens', vision.hidden_size]);
  const embeds = g.input('text_embeds', 'float32', [texts, 'text_tokens', text.hidden_size]);
  const mask = g.input('causal_mask', 'float32', [1, 1, 'text_tokens', 'text_tokens']);
  const endSelector = g.input('end_selector', 'float32', [texts, 1, 'text_tokens']);
  const question = textTower(g, w, text, { embeds, mask }).hidden;
  const inputs = { text: question, image, endSelector, causal: mask };
  const { logits } = kind.head(g, w, config.mapper, answers.length, inputs);
  return extract(`answer.${side}`, { logits });
}

function visionGraph({ config, weights }: Mapper): Graph {
  const { vision_config: vision } = config.clip;
  const g = new GraphBuilder();
  const patches = g.input('patches', 'float32', ['batch', 'image_tokens', patchLength(vision)]);
  const base = g.input('image_base', 'float32', ['batch', 'image_tokens', vision.hidden_size]);
  const { hidden } = visionTower(g, fileWeights(weights)(g), vision, { patches, base });
  return extract('vision', { hidden });
}

function imageEmbeddingGraph({ config, weights }: Mapper): Graph {
  const g = new GraphBuilder();
  const width = config.clip.vision_config.hidden_size;
  const hidden = g.input('image_hidden', 'float32', ['batch', 'image_tokens', width]);
  const selector = g.input('class_selector', 'float32', ['batch', 1, 'image_tokens']);
  const w = fileWeights(weights)(g);
  return extract('image.embedding', { embedding: imageEmbedding(g, w, config.clip, hidden, selector) });
}

function captionGraph({ config, weights }: Mapper): Graph {
  const { text_config: text } = config.clip;
  const g = new GraphBuilder();
  const w = fileWeights(weights)(g);
  const embeds = g.input('text_embeds', 'float32', ['batch', 'text_tokens', text.hidden_size]);
  const mask = g.input('causal_mask', 'float32', [1, 1, 'text_tokens', 'text_tokens']);
  const selector = g.input('end_selector', 'float32', ['batch', 1, 'text_tokens']);
  const { hidden } = textTower(g, w, text, { embeds, mask });
  return extract('caption', { embedding: textEmbedding(g, w, config.clip, hidden, selector) });
}
